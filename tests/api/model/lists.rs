//! Lists, searches, filters and logs: their requests in both dialects, and their expected content.

use super::people::{Failure, Person, Project};
use super::play::Expected;
use super::search::search;
use super::steps::{Call, EMAILS, Filter, IDS, NAMES, Step, TERMS};
use super::views::Shown;
use serde_json::{Value, json};

/// The default limit of a page.
const DEFAULT_LIMIT: usize = 25;

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn queries(of: &[Value]) -> String {
    of.iter().map(|query| format!("queries[]={}", encoded(&query.to_string()))).collect::<Vec<_>>().join("&")
}

/// The model asks for at least one user since 1.0, which rejects a limit of 0.
fn limit_of(limit: usize, is_v1: bool) -> usize {
    if is_v1 { limit.max(1) } else { limit }
}

/// The path of the request for a list.
pub fn path_of(step: &Step) -> String {
    match &step.call {
        Call::Logs { user, limit, offset } => {
            let path = format!("/v1/users/{}/logs", IDS[*user]);
            format!("{path}?{}", page(step.is_v1, *limit, *offset, &[]))
        }
        Call::List { limit, offset, newest_first, cursor } => {
            let mut more = Vec::new();
            if *newest_first {
                more.push(json!({ "method": "orderDesc", "attribute": "$createdAt" }));
            }
            if let Some((user, after)) = cursor {
                let method = if *after { "cursorAfter" } else { "cursorBefore" };
                more.push(json!({ "method": method, "values": [IDS[*user]] }));
            }
            let mut asked = page(step.is_v1, *limit, *offset, &more);
            if !step.is_v1 {
                asked += if *newest_first { "&orderType=DESC" } else { "" };
                if let Some((user, after)) = cursor {
                    let direction = if *after { "after" } else { "before" };
                    asked += &format!("&cursor={}&cursorDirection={direction}", IDS[*user]);
                }
            }
            format!("/v1/users?{asked}")
        }
        Call::Search(term) => format!("/v1/users?search={}", encoded(TERMS[*term])),
        Call::Filter(filter) => format!("/v1/users?{}", queries(&[query_of(filter)])),
        other => unreachable!("a list: {other:?}"),
    }
}

fn page(is_v1: bool, limit: usize, offset: usize, more: &[Value]) -> String {
    if !is_v1 {
        return format!("limit={limit}&offset={offset}");
    }
    let mut asked = vec![
        json!({ "method": "limit", "values": [limit_of(limit, true)] }),
        json!({ "method": "offset", "values": [offset] }),
    ];
    asked.extend_from_slice(more);
    queries(&asked)
}

fn query_of(filter: &Filter) -> Value {
    let query = |method: &str, attribute: &str, value: Value| json!({ "method": method, "attribute": attribute, "values": [value] });
    match filter {
        Filter::Email(place) => query("equal", "email", json!(EMAILS[*place])),
        Filter::Name(place) => query("equal", "name", json!(NAMES[*place])),
        Filter::NameBegins(letter) => query("startsWith", "name", json!(letter.to_string())),
        Filter::Label(label) => query("contains", "labels", json!(label)),
        Filter::Status(status) => query("equal", "status", json!(status)),
        Filter::NoEmail => json!({ "method": "isNull", "attribute": "email" }),
    }
}

fn matches(filter: &Filter, person: &Person) -> bool {
    match filter {
        Filter::Email(place) => person.email == Some(EMAILS[*place].to_ascii_lowercase()),
        Filter::Name(place) => person.name.eq_ignore_ascii_case(NAMES[*place]),
        Filter::NameBegins(letter) => {
            person.name.chars().next().is_some_and(|first| first.eq_ignore_ascii_case(letter))
        }
        Filter::Label(label) => person.labels.iter().any(|own| own == label),
        Filter::Status(status) => person.status == *status,
        Filter::NoEmail => person.email.is_none(),
    }
}

fn listed<'a>(total: usize, people: impl IntoIterator<Item = &'a Person>, is_v1: bool) -> Expected {
    let shown: Vec<Value> = people.into_iter().map(|person| person.view(is_v1, Shown::Listed)).collect();
    Expected::Is(200, json!({ "total": total, "users": shown }))
}

/// The expected answer of a list.
pub fn apply(project: &Project, step: &Step) -> Result<Expected, Failure> {
    let (people, is_v1) = (&project.people, step.is_v1);
    match &step.call {
        Call::Logs { user, limit, offset } => {
            let person = project.find(IDS[*user])?;
            let newest = person.log.iter().rev().skip(*offset).take(limit_of(*limit, is_v1));
            let entries: Vec<Value> = newest.map(|entry| person.log_entry(is_v1, entry)).collect();
            Ok(Expected::Has(200, json!({ "total": person.log.len(), "logs": entries })))
        }
        Call::List { limit, offset, newest_first, cursor } => {
            let mut all: Vec<&Person> = people.iter().collect();
            if *newest_first {
                all.reverse();
            }
            let total = all.len();
            let limit = limit_of(*limit, is_v1);
            let page = match cursor {
                None => all.into_iter().skip(*offset).take(limit).collect(),
                Some((user, after)) => {
                    let no_cursor = Failure(400, "general_cursor_not_found");
                    let at = all.iter().position(|person| person.id == IDS[*user]).ok_or(no_cursor)?;
                    part(&all, at, *after, *offset, limit)
                }
            };
            Ok(listed(total, page, is_v1))
        }
        Call::Search(term) => {
            let found = search(people, TERMS[*term]);
            Ok(listed(found.len(), found.into_iter().take(DEFAULT_LIMIT), is_v1))
        }
        // 0.15 has no queries: it ignores them and returns the whole list.
        Call::Filter(filter) => {
            let found: Vec<_> = people.iter().filter(|person| !is_v1 || matches(filter, person)).collect();
            Ok(listed(found.len(), found.into_iter().take(DEFAULT_LIMIT), is_v1))
        }
        other => unreachable!("a list: {other:?}"),
    }
}

/// The page after or before a position, in the order of the list. Offset and limit count from that position.
fn part<'a>(all: &[&'a Person], at: usize, after: bool, offset: usize, limit: usize) -> Vec<&'a Person> {
    if after {
        return all[at + 1..].iter().skip(offset).take(limit).copied().collect();
    }
    let mut page: Vec<_> = all[..at].iter().rev().skip(offset).take(limit).copied().collect();
    page.reverse();
    page
}
