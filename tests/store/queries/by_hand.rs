//! The expected page, from checking every user in memory. Written from the rules of docs/reference/compatibility.md,
//! not from the code: it shares only the folding of letters with the product, and the model of searches with the tests
//! of searches.

use super::people::Person;
use super::trees::{Given, Page, Tree};
use crate::list_model::{ListedUser, split};
use roster_core::{NewUser, User, fold};
use std::cmp::Ordering;

/// The value of a user's attribute, ready to compare.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
enum Own {
    Bool(bool),
    Number(u128),
    Text(String),
    List(Vec<String>),
}

fn own(person: &Person, attribute: &str) -> Option<Own> {
    let user = &person.user;
    let text = |text: &str| Some(Own::Text(fold(text)));
    let time = |time: roster_core::Timestamp| Some(Own::Number(u128::from(time.as_millis())));
    match attribute {
        "" | "$sequence" => Some(Own::Number(person.cid.into())),
        "$id" => Some(Own::Text(user.id.to_string())),
        "name" => text(user.name.as_str()),
        "email" => user.email.as_ref().and_then(|email| text(email.as_str())),
        "phone" => user.phone.as_ref().and_then(|phone| text(phone.as_str())),
        "status" => Some(Own::Bool(user.status)),
        "emailVerification" => Some(Own::Bool(user.email_verified)),
        "phoneVerification" => Some(Own::Bool(user.phone_verified)),
        "impersonator" => Some(Own::Bool(user.impersonator)),
        "$createdAt" | "registration" => time(user.created_at),
        "$updatedAt" => time(user.updated_at),
        "passwordUpdate" => user.password_updated_at.and_then(time),
        "accessedAt" => user.accessed_at.and_then(time),
        "labels" => Some(Own::List(user.labels.as_slice().to_vec())),
        other => panic!("no attribute {other}"),
    }
}

fn given(value: &Given, attribute: &str) -> Own {
    match value {
        Given::Bool(bool) => Own::Bool(*bool),
        Given::Moment(millis) => Own::Number(u128::from(*millis)),
        Given::Text(text) if attribute == "$id" || attribute == "labels" => Own::Text(text.clone()),
        Given::Text(text) => Own::Text(fold(text)),
    }
}

fn text(own: &Own) -> &str {
    let Own::Text(text) = own else { panic!("{own:?} is not a text") };
    text
}

fn holds(person: &Person, tree: &Tree) -> bool {
    let (method, attribute, values) = match tree {
        Tree::All(trees) => return trees.iter().all(|tree| holds(person, tree)),
        Tree::Any(trees) => return trees.iter().any(|tree| holds(person, tree)),
        Tree::Test { method, attribute, values } => (*method, *attribute, values),
    };
    let Some(own) = own(person, attribute) else { return method == "isNull" };
    let wanted: Vec<Own> = values.iter().map(|value| given(value, attribute)).collect();
    let has = |part: &Own| match &own {
        Own::List(list) => list.iter().any(|entry| entry == text(part)),
        own => text(own).contains(text(part)),
    };
    match method {
        "isNull" => false,
        "isNotNull" => true,
        "equal" => wanted.contains(&own),
        "notEqual" => own != wanted[0],
        "lessThan" => own < wanted[0],
        "lessThanEqual" => own <= wanted[0],
        "greaterThan" => own > wanted[0],
        "greaterThanEqual" => own >= wanted[0],
        "between" => own >= wanted[0] && own <= wanted[1],
        "notBetween" => own < wanted[0] || own > wanted[1],
        "startsWith" => text(&own).starts_with(text(&wanted[0])),
        "notStartsWith" => !text(&own).starts_with(text(&wanted[0])),
        "endsWith" => text(&own).ends_with(text(&wanted[0])),
        "notEndsWith" => !text(&own).ends_with(text(&wanted[0])),
        "contains" | "containsAny" => wanted.iter().any(has),
        "containsAll" => wanted.iter().all(has),
        "notContains" => !wanted.iter().any(has),
        "search" => name_matches(text(&own), text(&wanted[0])),
        "notSearch" => !name_matches(text(&own), text(&wanted[0])),
        other => panic!("no method {other}"),
    }
}

/// Whether every word of a term is the beginning of a word of the name; in quotes, whether the name contains the whole
/// term.
fn name_matches(name: &str, term: &str) -> bool {
    let term = term.trim();
    let quoted = term.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let (own, asked) = (split(name), split(quoted.unwrap_or(term)));
    let begins = |word: &String| own.iter().any(|own| own.starts_with(word.as_str()));
    let whole = format!(" {} ", own.join(" ")).contains(&format!(" {} ", asked.join(" ")));
    !asked.is_empty() && asked.iter().all(begins) && (quoted.is_none() || whole)
}

/// Whether a search finds the user: by a label, or by the rules of the list model.
fn is_found(person: &Person, term: &str) -> bool {
    let (labels, rest): (Vec<&str>, Vec<&str>) = term.split_whitespace().partition(|piece| piece.starts_with("label:"));
    // A search finds only the first forty labels of a user.
    let found: Vec<String> = person.user.labels.as_slice().iter().take(40).map(|label| fold(label)).collect();
    let has = |label: &&str| found.iter().any(|own| own.starts_with(&label["label:".len()..]));
    let rest = rest.join(" ");
    let words_match =
        if rest.is_empty() { !labels.is_empty() } else { crate::list_model::matches(&listed_user(person), &rest) };
    labels.iter().all(has) && words_match
}

fn listed_user(person: &Person) -> ListedUser {
    let User { id, email, phone, name, .. } = person.user.clone();
    ListedUser { cid: person.cid, new: NewUser { id, email, phone, name, password: None } }
}

/// The ids of the page, and the total; `None` if the user of the cursor has no value for an order.
pub fn expected(people: &[Person], page: &Page) -> Option<(Vec<String>, u64)> {
    let named: Vec<&Person> = match &page.search {
        Some(term) => people.iter().filter(|person| crate::list_model::is_named(&listed_user(person), term)).collect(),
        None => Vec::new(),
    };
    let is_searched = |person: &&Person| match &page.search {
        Some(_) if !named.is_empty() => named.iter().any(|named| named.cid == person.cid),
        Some(term) => is_found(person, term),
        None => true,
    };
    let is_wanted = |person: &&Person| page.trees.iter().all(|tree| holds(person, tree));
    let mut found: Vec<&Person> = people.iter().filter(is_searched).filter(is_wanted).collect();
    let total = if page.with_total { found.len() as u64 } else { 0 };
    found.sort_by(|a, b| compare(a, b, page));
    if let Some(id) = &page.cursor {
        let cursor = people.iter().find(|person| person.user.id.as_str() == id).unwrap();
        // A list in order of creation has no second order.
        let by_creation = page.orders.first().is_none_or(|(attribute, _)| is_creation(attribute));
        if !by_creation && page.orders.iter().any(|(attribute, _)| own(cursor, attribute).is_none()) {
            return None;
        }
        let side = if page.before { Ordering::Less } else { Ordering::Greater };
        found.retain(|person| compare(person, cursor, page) == side);
    }
    let (skip, take) = (page.offset.unwrap_or(0), page.limit.unwrap_or(25));
    let ids = |people: Vec<&Person>| people.iter().map(|person| person.user.id.to_string()).collect();
    if page.before && page.cursor.is_some() {
        let end = found.len().saturating_sub(skip);
        return Some((ids(found[end.saturating_sub(take)..end].to_vec()), total));
    }
    Some((ids(found.into_iter().skip(skip).take(take).collect()), total))
}

fn is_creation(attribute: &str) -> bool {
    matches!(attribute, "" | "$sequence" | "$createdAt" | "registration")
}

fn compare(a: &Person, b: &Person, page: &Page) -> Ordering {
    for (attribute, down) in &page.orders {
        let order = if is_creation(attribute) {
            a.cid.cmp(&b.cid)
        } else {
            own(a, attribute).partial_cmp(&own(b, attribute)).unwrap()
        };
        let order = if *down { order.reverse() } else { order };
        if order.is_ne() {
            return order;
        }
    }
    a.cid.cmp(&b.cid)
}
