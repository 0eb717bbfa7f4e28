//! Lists, searches, filters and logs: how they are asked for in both dialects, and what is in them.

use super::people::{No, Person, Project};
use super::play::Expected;
use super::search::search;
use super::steps::{Call, EMAILS, Filter, IDS, NAMES, Step, TERMS};
use super::views::Shown;
use serde_json::{Value, json};

/// How long a page is unless it is said.
const USUAL: usize = 25;

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn queries(of: &[Value]) -> String {
    of.iter().map(|query| format!("queries[]={}", encoded(&query.to_string()))).collect::<Vec<_>>().join("&")
}

/// From 1.0 on no page is empty.
fn limit_of(limit: usize, is_1: bool) -> usize {
    if is_1 { limit.max(1) } else { limit }
}

/// Where a list is asked for.
pub fn path_of(step: &Step) -> String {
    match &step.call {
        Call::Logs { user, limit, offset } => {
            let path = format!("/v1/users/{}/logs", IDS[*user]);
            format!("{path}?{}", page(step.is_1, *limit, *offset, &[]))
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
            let mut asked = page(step.is_1, *limit, *offset, &more);
            if !step.is_1 {
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

fn page(is_1: bool, limit: usize, offset: usize, more: &[Value]) -> String {
    if !is_1 {
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

fn listed<'a>(total: usize, people: impl IntoIterator<Item = &'a Person>, is_1: bool) -> Expected {
    let shown: Vec<Value> = people.into_iter().map(|person| person.view(is_1, Shown::Listed)).collect();
    Expected::Is(200, json!({ "total": total, "users": shown }))
}

/// What a list must answer.
pub fn apply(project: &Project, step: &Step) -> Result<Expected, No> {
    let (people, is_1) = (&project.people, step.is_1);
    match &step.call {
        Call::Logs { user, limit, offset } => {
            let person = project.find(IDS[*user])?;
            let newest = person.log.iter().rev().skip(*offset).take(limit_of(*limit, is_1));
            let lines: Vec<Value> = newest.map(|line| person.line(is_1, line)).collect();
            Ok(Expected::Has(200, json!({ "total": person.log.len(), "logs": lines })))
        }
        Call::List { limit, offset, newest_first, cursor } => {
            let mut all: Vec<&Person> = people.iter().collect();
            if *newest_first {
                all.reverse();
            }
            let total = all.len();
            let limit = limit_of(*limit, is_1);
            let page = match cursor {
                None => all.into_iter().skip(*offset).take(limit).collect(),
                Some((user, after)) => {
                    let not_there = No(400, "general_cursor_not_found");
                    let at = all.iter().position(|person| person.id == IDS[*user]).ok_or(not_there)?;
                    part(&all, at, *after, *offset, limit)
                }
            };
            Ok(listed(total, page, is_1))
        }
        Call::Search(term) => {
            let found = search(people, TERMS[*term]);
            Ok(listed(found.len(), found.into_iter().take(USUAL), is_1))
        }
        // Callers of 0.15 have no queries: they are told nothing of them, and get the whole list.
        Call::Filter(filter) => {
            let found: Vec<_> = people.iter().filter(|person| !is_1 || matches(filter, person)).collect();
            Ok(listed(found.len(), found.into_iter().take(USUAL), is_1))
        }
        other => unreachable!("a list: {other:?}"),
    }
}

/// What follows a place, or what comes before it, nearest first passed over and taken, in the order of the list.
fn part<'a>(all: &[&'a Person], at: usize, after: bool, offset: usize, limit: usize) -> Vec<&'a Person> {
    if after {
        return all[at + 1..].iter().skip(offset).take(limit).copied().collect();
    }
    let mut page: Vec<_> = all[..at].iter().rev().skip(offset).take(limit).copied().collect();
    page.reverse();
    page
}
