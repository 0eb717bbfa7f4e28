//! The cost of typical queries: calls and read units, compared with the table in `docs/reference/costs.md`.

use roster_core::{Labels, ListIndexes, Queries, Schema, SearchTerm};
use roster_tests::clock::{TestClock, full, project, user_id};
use roster_tests::meter::Bill;
use roster_tests::table::Table;
use std::fmt::Write as _;

const PINNED: &str = include_str!("../../../docs/reference/costs.md");
/// The same number as in the table of all operations.
const USERS: usize = 300;

const ROWS: [(&str, &[&str], Option<&str>); 14] = [
    ("equal $id, one", &[r#"equal("$id", "00000000000000000007")"#], None),
    (
        "equal $id, three",
        &[r#"equal("$id", ["00000000000000000007", "00000000000000000008", "00000000000000000009"])"#],
        None,
    ),
    ("equal email, one", &[r#"equal("email", "somebody.7@example.com")"#], None),
    ("equal phone, one", &[r#"equal("phone", "+4900000007")"#], None),
    ("search name, one word, one hit", &[r#"search("name", "unusual")"#], None),
    ("equal name, two words, one hit", &[r#"equal("name", "Very Unusual")"#], None),
    ("startsWith name, 300 hits, 25 shown", &[r#"startsWith("name", "somebody ord")"#], None),
    ("… without total", &[r#"startsWith("name", "somebody ord")"#], Some("no total")),
    ("contains labels, 30 hits, 25 shown", &[r#"contains("labels", ["vip"])"#], None),
    ("equal status false, 3 hits of 301 users", &[r#"equal("status", false)"#], None),
    ("orderDesc $createdAt, 25", &[r#"orderDesc("$createdAt")"#], None),
    ("orderAsc name, 25 of 301", &[r#"orderAsc("name")"#], None),
    ("… after a cursor", &[r#"orderAsc("name")"#, r#"cursorAfter("00000000000000000007")"#], None),
    ("search label:vip, 30 hits, 25 shown", &[], Some("label:vip")),
];

async fn measured() -> Vec<(&'static str, Bill)> {
    let (table, clock, project) = (Table::create().await, TestClock::new(77), project("p"));
    let caller = table.caller();
    let store = &caller.store;
    store.create_project(&project, &clock.change()).await.unwrap();
    for n in 0..=USERS {
        let called = if n == USERS { "Very Unusual" } else { "Somebody Ordinary" };
        let id = format!("{n:020}");
        let new = full(&id, &format!("somebody.{n}@example.com"), &format!("+49{n:08}"), called);
        store.create_user(&project, new, &clock.change()).await.unwrap();
        if n % 10 == 0 && n < USERS {
            let labels = Labels::parse(vec!["vip".into()]).unwrap();
            store.update_labels(&project.id, &user_id(&id), labels, &clock.change()).await.unwrap();
        }
        if n % 100 == 1 {
            store.update_status(&project.id, &user_id(&id), false, &clock.change()).await.unwrap();
        }
    }
    let mut rows = Vec::new();
    for (row, queries, rest) in ROWS {
        let term = rest.filter(|term| term.starts_with("label")).map(|term| SearchTerm::parse(term).unwrap());
        let query = Queries::parse(queries, Schema::Users).unwrap().of_users(term, rest != Some("no total"), 1);
        let (listing, bill) = caller.meter.measure(store.list_users(&project, &query)).await;
        assert!(!listing.unwrap().items.is_empty(), "{row}");
        rows.push((row, bill));
    }
    let indexes = ListIndexes { name: true, ..ListIndexes::default() };
    store.set_indexes(&project.id, indexes, &clock.change()).await.unwrap();
    store.reindex_project(&project.id, &clock.change(), &mut |_| {}).await.unwrap();
    let kept = store.get_project(&project.id).await.unwrap();
    for (row, queries) in KEPT {
        let query = Queries::parse(queries, Schema::Users).unwrap().of_users(None, true, 1);
        let (listing, bill) = caller.meter.measure(store.list_users(&kept, &query)).await;
        assert_eq!(listing.unwrap().items.len(), 25, "{row}");
        rows.push((row, bill));
    }
    rows
}

/// In a project that keeps an index of names.
const KEPT: [(&str, &[&str]); 4] = [
    ("orderAsc name with its index, 25 of 301", &[r#"orderAsc("name")"#]),
    ("… after a cursor", &[r#"orderAsc("name")"#, r#"cursorAfter("00000000000000000007")"#]),
    ("orderDesc name with its index, 25 of 301", &[r#"orderDesc("name")"#]),
    ("… after a cursor", &[r#"orderDesc("name")"#, r#"cursorAfter("00000000000000000007")"#]),
];

#[tokio::test]
async fn the_cost_of_typical_queries_is_that_of_the_table() {
    let mut table = String::from("| GET users by queries | calls | round trips | RRU |\n|---|--:|--:|--:|\n");
    for (row, bill) in measured().await {
        writeln!(table, "| {row} | {} | {} | {} |", bill.calls.len(), bill.round_trips(), bill.read_units()).unwrap();
    }
    let pinned = format!("<!-- queries -->\n{table}<!-- /queries -->\n");
    assert!(PINNED.contains(&pinned), "docs/reference/costs.md should hold this table:\n{table}");
}
