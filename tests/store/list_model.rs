//! A model of user lists: the same users as in the table in a plain list in memory, and the expected pages.
//!
//! Written from the rules of docs/development/architecture.md, not from the code: the only code that it shares with the
//! product is the folding of letters.

use roster_core::{Direction, Email, ListUsers, NewUser, Order, Phone, Ulid, fold};

/// A user of the model, with its position in the order of creation.
#[derive(Debug, Clone)]
pub struct ListedUser {
    pub cid: Ulid,
    pub new: NewUser,
}

/// The expected page: ids in order, and the total.
pub type Expected = (Vec<String>, u64);

/// The page of all users.
pub fn page(listed: &[ListedUser], query: &ListUsers) -> Expected {
    let everybody: Vec<&ListedUser> = listed.iter().collect();
    let total = if query.with_total { listed.len() as u64 } else { 0 };
    (cut(listed, &everybody, query), total)
}

/// The page of the users that the term finds.
pub fn search(listed: &[ListedUser], term: &str, query: &ListUsers) -> Expected {
    let named: Vec<&ListedUser> = listed.iter().filter(|user| is_named(user, term)).collect();
    let found = if named.is_empty() { listed.iter().filter(|user| matches(user, term)).collect() } else { named };
    let total = if query.with_total { found.len() as u64 } else { 0 };
    (cut(listed, &found, query), total)
}

fn cut(listed: &[ListedUser], from: &[&ListedUser], query: &ListUsers) -> Vec<String> {
    let mut sorted = from.to_vec();
    sorted.sort_by_key(|user| user.cid);
    if query.order == Order::Descending {
        sorted.reverse();
    }
    let cursor = query.cursor.as_ref().map(|id| listed.iter().find(|user| user.new.id == *id).unwrap().cid);
    let follows = |user: &&ListedUser, cursor: Ulid| (user.cid > cursor) == (query.order == Order::Ascending);
    let (skip, take) = (query.offset.get(), query.limit.get());
    let page: Vec<&ListedUser> = match (query.direction, cursor) {
        (Direction::After, None) => sorted.into_iter().skip(skip).take(take).collect(),
        (Direction::After, Some(cursor)) => {
            let after = sorted.into_iter().filter(|user| user.cid != cursor && follows(user, cursor));
            after.skip(skip).take(take).collect()
        }
        (Direction::Before, cursor) => {
            let is_before = |user: &&ListedUser| cursor.is_none_or(|at| user.cid != at && !follows(user, at));
            let before: Vec<&ListedUser> = sorted.into_iter().filter(is_before).collect();
            let end = before.len().saturating_sub(skip);
            before[end.saturating_sub(take)..end].to_vec()
        }
    };
    page.into_iter().map(|user| user.new.id.to_string()).collect()
}

fn text_of(user: &ListedUser) -> [&str; 4] {
    let email = user.new.email.as_ref().map_or("", Email::as_str);
    [user.new.name.as_str(), email, user.new.phone.as_ref().map_or("", Phone::as_str), user.new.id.as_str()]
}

pub fn split(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn is_generated(id: &str) -> bool {
    id.len() == 20 && id.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
}

fn words(user: &ListedUser) -> Vec<String> {
    let [name, email, phone, id] = text_of(user);
    let without_label = email.rsplit_once('.').map_or("", |(front, _)| front);
    let id = if is_generated(id) { "" } else { id };
    [name, without_label, phone, id].into_iter().flat_map(split).collect()
}

/// Whether the term is the whole email, phone or generated id of the user.
pub fn is_named(user: &ListedUser, term: &str) -> bool {
    let term = term.trim().trim_matches('"').trim();
    let [_, email, phone, id] = text_of(user);
    !term.is_empty() && (term.to_lowercase() == email || term == phone || (term == id && is_generated(id)))
}

pub fn matches(user: &ListedUser, term: &str) -> bool {
    let term = term.trim();
    let quoted = term.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let bare = quoted.unwrap_or(term);
    let own = words(user);
    let label = text_of(user)[1].rsplit_once('.').map_or("", |(_, label)| label).to_owned();
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
        text_of(user).iter().any(|text| format!(" {} ", split(text).join(" ")).contains(&phrase))
    })
}
