//! A crowd of users, kept beside the table in a plain list, and the answers that a list over it would give.
//!
//! Written from the rules of docs/development/architecture.md, not from the code: it shares with the product the folding of
//! letters alone.

use roster_core::{Direction, Email, ListUsers, NewUser, Order, Phone, Ulid, fold};

/// A user as the list knows it, and its place in the order of creation.
#[derive(Debug, Clone)]
pub struct Known {
    pub cid: Ulid,
    pub new: NewUser,
}

/// What a page should be: ids in order, and the total.
pub type Expected = (Vec<String>, u64);

/// The page of everybody.
pub fn page(crowd: &[Known], query: &ListUsers) -> Expected {
    let everybody: Vec<&Known> = crowd.iter().collect();
    let total = if query.with_total { crowd.len() as u64 } else { 0 };
    (cut(crowd, &everybody, query), total)
}

/// The page of those whom the term finds.
pub fn search(crowd: &[Known], term: &str, query: &ListUsers) -> Expected {
    let named: Vec<&Known> = crowd.iter().filter(|known| is_named(known, term)).collect();
    let found = if named.is_empty() { crowd.iter().filter(|known| matches(known, term)).collect() } else { named };
    let total = if query.with_total { found.len() as u64 } else { 0 };
    (cut(crowd, &found, query), total)
}

fn cut(crowd: &[Known], from: &[&Known], query: &ListUsers) -> Vec<String> {
    let mut sorted = from.to_vec();
    sorted.sort_by_key(|known| known.cid);
    if query.order == Order::Descending {
        sorted.reverse();
    }
    let cursor = query.cursor.as_ref().map(|id| crowd.iter().find(|known| known.new.id == *id).unwrap().cid);
    let follows = |known: &&Known, cursor: Ulid| (known.cid > cursor) == (query.order == Order::Ascending);
    let (skip, take) = (query.offset.get(), query.limit.get());
    let page: Vec<&Known> = match (query.direction, cursor) {
        (Direction::After, None) => sorted.into_iter().skip(skip).take(take).collect(),
        (Direction::After, Some(cursor)) => {
            let after = sorted.into_iter().filter(|known| known.cid != cursor && follows(known, cursor));
            after.skip(skip).take(take).collect()
        }
        (Direction::Before, cursor) => {
            let is_before = |known: &&Known| cursor.is_none_or(|at| known.cid != at && !follows(known, at));
            let before: Vec<&Known> = sorted.into_iter().filter(is_before).collect();
            let end = before.len().saturating_sub(skip);
            before[end.saturating_sub(take)..end].to_vec()
        }
    };
    page.into_iter().map(|known| known.new.id.to_string()).collect()
}

fn text_of(known: &Known) -> [&str; 4] {
    let email = known.new.email.as_ref().map_or("", Email::as_str);
    [known.new.name.as_str(), email, known.new.phone.as_ref().map_or("", Phone::as_str), known.new.id.as_str()]
}

pub fn split(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn is_made_up(id: &str) -> bool {
    id.len() == 20 && id.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
}

fn words(known: &Known) -> Vec<String> {
    let [name, email, phone, id] = text_of(known);
    let without_label = email.rsplit_once('.').map_or("", |(front, _)| front);
    let id = if is_made_up(id) { "" } else { id };
    [name, without_label, phone, id].into_iter().flat_map(split).collect()
}

/// Whether the term is the whole address, number or made-up id of the user.
pub fn is_named(known: &Known, term: &str) -> bool {
    let term = term.trim().trim_matches('"').trim();
    let [_, email, phone, id] = text_of(known);
    !term.is_empty() && (term.to_lowercase() == email || term == phone || (term == id && is_made_up(id)))
}

pub fn matches(known: &Known, term: &str) -> bool {
    let term = term.trim();
    let quoted = term.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let bare = quoted.unwrap_or(term);
    let own = words(known);
    let label = text_of(known)[1].rsplit_once('.').map_or("", |(_, label)| label).to_owned();
    let begins = |word: &String| own.iter().any(|own| own.starts_with(word.as_str()));
    let mut any = false;
    for piece in bare.split_whitespace() {
        let mut asked = split(piece);
        any |= !asked.is_empty();
        let is_dotted = asked.len() > 1 && piece.contains(['.', '@']);
        let last = asked.pop_if(|_| is_dotted);
        let is_label = |word: &String| !label.is_empty() && label.starts_with(word.as_str());
        if !asked.iter().all(begins) || last.is_some_and(|word| !begins(&word) && !is_label(&word)) {
            return false;
        }
    }
    any && quoted.is_none_or(|phrase| {
        let phrase = format!(" {} ", split(phrase).join(" "));
        text_of(known).iter().any(|text| format!(" {} ", split(text).join(" ")).contains(&phrase))
    })
}
