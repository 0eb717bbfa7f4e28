//! Lists of users: pages, searches and filters of each kind.

use crate::population::LABEL;
use crate::scale::cost_table::{Case, CostTable, case};
use crate::scale::fixture::Fixture;
use crate::scale::truths;
use crate::scale::users::ANN;
use serde_json::{Value, json};
use std::collections::HashMap;

const LIST: &str = "GET /v1/users";
/// A time among the first users of every data set.
const EARLY: &str = "2030-03-17T17:46:40.030+00:00";

/// A query on an attribute.
fn query(method: &str, attribute: &str, values: Value) -> String {
    json!({ "method": method, "attribute": attribute, "values": values }).to_string()
}

/// A query that names no attribute.
fn bare(method: &str, value: impl Into<Value>) -> String {
    json!({ "method": method, "values": [value.into()] }).to_string()
}

fn list(note: &'static str, queries: &[String]) -> Case {
    let parameters: Vec<_> = queries.iter().map(|query| ("queries[]", query.as_str())).collect();
    let listed = case(LIST).note(note);
    if parameters.is_empty() { listed } else { listed.query(&parameters) }
}

fn search(note: &'static str, term: &str) -> Case {
    case(LIST).note(note).query(&[("search", term)])
}

pub(crate) async fn measure(costs: &mut CostTable<'_>) {
    for case in pages().into_iter().chain(searches()).chain(filters()) {
        costs.measure(case).await;
    }
    measure_and_compare(costs, broad()).await;
}

/// Measures lists, and compares the totals of those that are answered.
async fn measure_and_compare(costs: &mut CostTable<'_>, cases: Vec<Case>) {
    let mut answers = HashMap::new();
    for case in cases {
        let (note, answer) = (case.own_note(), costs.measure(case).await);
        if answer["users"].is_array() {
            answers.insert(note, answer);
        }
    }
    truths::check(costs, &answers).await;
}

/// Lists of a project that keeps every index. The first user has a verified email and phone, and no other user.
pub(crate) async fn measure_kept(costs: &mut CostTable<'_>) {
    let first = Fixture::first_user();
    costs.set("{userId}", first.as_str());
    for (route, field) in [
        ("PATCH /v1/users/{userId}/verification", "emailVerification"),
        ("PATCH /v1/users/{userId}/verification/phone", "phoneVerification"),
    ] {
        costs.prepare(case(route).body(json!({ field: true }))).await;
    }
    measure_and_compare(costs, kept(first.as_str())).await;
    let new = json!({ "userId": "with-indexes", "email": "indexed@order.example", "name": "Ann Indexed" });
    costs.measure(case("POST /v1/users").note("in a project with four indexes").body(new)).await;
}

fn kept(user: &str) -> Vec<Case> {
    let order = |method: &str, attribute: &str| query(method, attribute, json!([]));
    let verified = |attribute: &str, value: bool| query("equal", attribute, json!([value]));
    let after = |method: &str| [order(method, "name"), bare("cursorAfter", user)];
    vec![
        list("orderAsc name, with its index", &[order("orderAsc", "name")]),
        list("orderDesc name, with its index", &[order("orderDesc", "name")]),
        list("orderAsc name after a cursor, with its index", &after("orderAsc")),
        list("orderDesc name after a cursor, with its index", &after("orderDesc")),
        list("orderAsc email, with its index", &[order("orderAsc", "email")]),
        list("orderDesc email, with its index", &[order("orderDesc", "email")]),
        list("equal emailVerification true, with its index", &[verified("emailVerification", true)]),
        list("equal emailVerification false, with its index", &[verified("emailVerification", false)]),
        list("equal phoneVerification true, with its index", &[verified("phoneVerification", true)]),
        list("equal phoneVerification false, with its index", &[verified("phoneVerification", false)]),
    ]
}

fn pages() -> Vec<Case> {
    let newest = query("orderDesc", "$createdAt", json!([]));
    vec![
        list("25", &[]),
        list("100", &[bare("limit", 100)]),
        list("25 newest", std::slice::from_ref(&newest)),
        list("25 after a cursor", &[bare("cursorAfter", "needle0")]),
        list("25 before a cursor", &[bare("cursorBefore", "needle0")]),
        list("25 newest after a cursor", &[newest, bare("cursorAfter", ANN)]),
        list("offset 10", &[bare("offset", 10)]),
        case(LIST).note("25, without total").query(&[("total", "false")]),
    ]
}

fn searches() -> Vec<Case> {
    vec![
        search("search: one word, one hit", "quincy"),
        search("search: one word, ten hits", "needle"),
        search("search: two words, one hit", "quincy uncommon"),
        search("search: a phrase", "\"quincy uncommon\""),
        search("search: the beginning of a word", "quin"),
        search("search: a whole email", "annie@haystack.example"),
        search("search: a phone", "+15550002"),
        search("search: a label of eleven", "label:vip"),
        search("search: a word of nobody", "qqqqqq"),
    ]
}

fn filters() -> Vec<Case> {
    vec![
        list("equal $id", &[query("equal", "$id", json!([ANN]))]),
        list("equal email", &[query("equal", "email", json!(["annie@haystack.example"]))]),
        list("equal phone", &[query("equal", "phone", json!(["+15550002"]))]),
        list("equal name, one hit", &[query("equal", "name", json!(["Quincy Uncommon"]))]),
        list("startsWith name, ten hits", &[query("startsWith", "name", json!(["Needle"]))]),
        list("search name, one hit", &[query("search", "name", json!(["quincy"]))]),
        list("contains labels, eleven hits", &[query("contains", "labels", json!(["vip"]))]),
        list(
            "contains labels and equal status",
            &[query("contains", "labels", json!(["vip"])), query("equal", "status", json!([true]))],
        ),
        list(
            "eleven by label, sorted by name",
            &[query("contains", "labels", json!(["vip"])), query("orderAsc", "name", json!([]))],
        ),
    ]
}

/// Requests whose cost may grow with the number of users: each has a row in `growth.rs`.
fn broad() -> Vec<Case> {
    let popular = |note, term| search(note, term).may_be_too_broad();
    let filtered = |note, queries: &[String]| list(note, queries).may_be_too_broad();
    let without_total = |note, parameters: &[(&str, &str)]| {
        let all: Vec<_> = parameters.iter().copied().chain([("total", "false")]).collect();
        case(LIST).note(note).query(&all).may_be_too_broad()
    };
    vec![
        filtered("offset 5,000", &[bare("offset", 5_000)]),
        filtered("limit 5,000", &[bare("limit", 5_000)]),
        popular("search: a word of half of all", "gmail"),
        popular("search: a word of half of all, and a rare one", "gmail needle"),
        popular("search: a word of half of all, and a popular one", "gmail anna"),
        popular("search: a popular word", "zoran"),
        popular("search: a popular word that begins many others", "yilmaz"),
        popular("search: two popular words", "julia jansen"),
        popular("search: one letter", "j"),
        filtered("equal name, a popular one", &[query("equal", "name", json!(["Zoran Yilmaz"]))]),
        filtered("contains labels, one in twenty", &[query("contains", "labels", json!([LABEL]))]),
        filtered("equal status true", &[query("equal", "status", json!([true]))]),
        filtered("equal status false", &[query("equal", "status", json!([false]))]),
        filtered("orderAsc name", &[query("orderAsc", "name", json!([]))]),
        without_total("search: a popular word, without total", &[("search", "zoran")]),
        without_total("search: a word of half of all, without total", &[("search", "gmail")]),
        without_total(
            "contains labels, one in twenty, without total",
            &[("queries[]", &query("contains", "labels", json!([LABEL])))],
        ),
        filtered("equal impersonator true", &[query("equal", "impersonator", json!([true]))]),
        filtered("equal emailVerification true", &[query("equal", "emailVerification", json!([true]))]),
        filtered("equal emailVerification false", &[query("equal", "emailVerification", json!([false]))]),
        filtered("greaterThan $createdAt, of most", &[query("greaterThan", "$createdAt", json!([EARLY]))]),
        without_total(
            "greaterThan $createdAt, without total",
            &[("queries[]", &query("greaterThan", "$createdAt", json!([EARLY])))],
        ),
    ]
}
