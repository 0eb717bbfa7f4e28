//! The cost of every operation: calls, round trips and capacity, compared with the table in `docs/reference/costs.md`.

mod factors;
mod identities;
mod messages;
mod parts;
mod rules;
mod sign_in;
mod teams;

use crate::operations::large_prefs;
use roster_core::{
    ApiKey, KeyId, KeySecret, Limit, ListIndexes, ListUsers, NewUser, Offset, Prefs, Project, Proof, Result, Scope,
    SearchTerm, UserId,
};
use roster_store::Store;
use roster_tests::caller::Caller;
use roster_tests::clock::{TestClock, email, full, hash, membership, name, phone, project, team_id, user_id};
use roster_tests::meter::{Bill, Call};
use roster_tests::table::Table;
use std::fmt::Write as _;

/// The page that contains the table.
const PINNED: &str = include_str!("../../docs/reference/costs.md");

/// Measures one operation after the other.
struct Ledger {
    _table: Table,
    caller: Caller,
    clock: TestClock,
    project: Project,
    rows: Vec<(&'static str, Bill)>,
}

impl Ledger {
    /// A project with this many users and shards; every user has the name `Somebody Ordinary`.
    async fn of(users: usize, shards: u16) -> Self {
        let (table, clock, mut project) = (Table::create().await, TestClock::new(51), project("p"));
        project.slices[0].shards = shards;
        let caller = table.caller();
        caller.store.create_project(&project, &clock.change()).await.unwrap();
        let ledger = Self { _table: table, caller, clock, project, rows: Vec::new() };
        for n in 0..users {
            ledger
                .add(&generated_id(n), &format!("somebody.{n}@example.com"), &format!("+49{n:08}"), "Somebody Ordinary")
                .await;
        }
        ledger
    }

    async fn add(&self, id: &str, address: &str, number: &str, called: &str) {
        let new = full(id, address, number, called);
        self.caller.store.create_user(&self.project, new, &self.clock.change()).await.unwrap();
    }

    fn store(&self) -> Store {
        self.caller.store.clone()
    }

    async fn enter<T>(&mut self, row: &'static str, work: impl Future<Output = Result<T>>) {
        let (done, bill) = self.caller.meter.measure(work).await;
        if let Err(error) = done {
            assert!(row.contains("rejected"), "{row}: {error:?}");
        }
        self.rows.push((row, bill));
    }

    async fn enter_list(&mut self, row: &'static str, query: ListUsers) {
        let (store, project) = (self.store(), self.project.clone());
        self.enter(row, store.list_users(&project, &query)).await;
    }
}

/// Numbers of single users, above those of all other users.
const ANN: usize = 1_000_001;
const NEW: usize = 1_000_002;

/// An id in the form that the product generates, so that searches ignore it.
fn generated_id(n: usize) -> String {
    format!("{n:020x}")
}

fn limit(limit: i64) -> ListUsers {
    ListUsers { limit: Limit::new(limit).unwrap(), ..ListUsers::default() }
}

fn search(term: &str) -> ListUsers {
    ListUsers { search: Some(SearchTerm::parse(term).unwrap()), ..ListUsers::default() }
}

async fn access(ledger: &mut Ledger) {
    let (store, project) = (ledger.store(), ledger.project.id.clone());
    let secret = KeySecret::create([9; 32]).hash();
    let (id, created_at) = (KeyId::parse("key-1").unwrap(), ledger.clock.now());
    let key = ApiKey {
        id,
        project: project.clone(),
        name: name("Tests"),
        hash: secret.clone(),
        scopes: Scope::ALL.to_vec(),
        expires_at: None,
        created_at,
    };
    store.create_key(&key, &ledger.clock.change()).await.unwrap();
    ledger.enter("project and API key, not cached", store.find_access(&project, Some(&secret))).await;
}

async fn lists(ledger: &mut Ledger) {
    ledger.enter_list("GET users, 25", limit(25)).await;
    ledger.enter_list("GET users, 100", limit(100)).await;
    let cursor = Some(user_id(&generated_id(30)));
    ledger.enter_list("GET users, 25 after a cursor", ListUsers { cursor, ..limit(25) }).await;
    ledger.enter_list("GET users, search: a whole email", search("somebody.7@example.com")).await;
    ledger.enter_list("GET users, search: one word, one hit", search("unusual")).await;
    ledger.enter_list("GET users, search: two words, one hit", search("very unusual")).await;
    ledger.enter_list("GET users, search: one word, 300 hits, 25 shown", search("ordinary")).await;
}

async fn creations(ledger: &mut Ledger) {
    let (store, project) = (ledger.store(), ledger.project.clone());
    let new = full(&generated_id(NEW), "new@example.com", "+4911", "Ann Lee");
    let new = roster_core::NewUser { phone: None, ..new };
    let change = ledger.clock.change();
    let creation = async {
        store.ensure_free(&project.id, &new.id, new.email.as_ref(), None).await?;
        store.create_user(&project, new.clone(), &change).await
    };
    ledger.enter("POST users, an email and a name of two words", creation).await;
    let taken = store.ensure_free(&project.id, &new.id, new.email.as_ref(), None);
    ledger.enter("POST users, rejected: email taken", taken).await;
}

async fn changes(ledger: &mut Ledger, ann: &UserId) {
    let (store, project) = (ledger.store(), ledger.project.id.clone());
    let p = &project;
    let small = Prefs::parse("{\"theme\":\"dark\"}").unwrap();
    let changes: Vec<_> = (0..10).map(|_| ledger.clock.change()).collect();
    ledger.enter("GET user, prefs", store.get_user(p, ann)).await;
    ledger.enter("PATCH name, both words change", store.update_name(p, ann, name("Bo Ray"), &changes[0])).await;
    ledger.enter("PATCH email", store.update_email(p, ann, email("other@example.org"), &Proof::Key, &changes[1])).await;
    ledger.enter("PATCH phone", store.update_phone(p, ann, phone("+49555"), &Proof::Key, &changes[2])).await;
    ledger.enter("PATCH password", store.update_password(p, ann, hash("bmV3"), &Proof::Key, &changes[3])).await;
    // To the value that it has: a blocked user would get no session.
    ledger.enter("PATCH status", store.update_status(p, ann, true, &changes[4])).await;
    ledger.enter("PATCH verification", store.update_email_verification(p, ann, true, &changes[5])).await;
    ledger.enter("PATCH verification/phone", store.update_phone_verification(p, ann, true, &changes[6])).await;
    ledger.enter("PATCH prefs, small", store.update_prefs(p, ann, small.clone(), &changes[7])).await;
    ledger.enter("PATCH prefs, 4.8 kB", store.update_prefs(p, ann, large_prefs(1), &changes[8])).await;
    ledger.enter("GET user, prefs of 4.8 kB", store.get_user(p, ann)).await;
    store.update_prefs(p, ann, small, &changes[9]).await.unwrap();
}

async fn belongings(ledger: &mut Ledger, ann: &UserId) {
    let (store, project, now) = (ledger.store(), ledger.project.id.clone(), ledger.clock.now());
    let p = &project;
    for n in 0..5 {
        let (session, secret) = ledger.clock.session(ann, &format!("s-{n}"));
        let change = ledger.clock.change();
        if n == 4 {
            ledger
                .enter(
                    "create a session with an API key",
                    store.create_session(p, &session, &secret, &Proof::Key, &change),
                )
                .await;
        } else {
            store.create_session(p, &session, &secret, &Proof::Key, &change).await.unwrap();
        }
    }
    let first = ledger.clock.session(ann, "s-0").0.id;
    let (ended, all_ended, joined) = (ledger.clock.change(), ledger.clock.change(), ledger.clock.change());
    ledger.enter("GET sessions (5)", store.list_sessions(p, ann, now)).await;
    ledger.enter("DELETE session", store.delete_session(p, ann, &first, &ended)).await;
    ledger.enter("DELETE sessions (4)", store.delete_sessions(p, ann, &all_ended)).await;
    store.create_team(p, &team_id("crew"), &name("The crew"), None, &ledger.clock.change()).await.unwrap();
    ledger.enter("create a membership", store.create_membership(p, &membership("m", ann, "crew"), &joined)).await;
    ledger.enter("GET memberships (1)", store.list_memberships(p, ann)).await;
    for n in 0..20 {
        store.update_status(p, ann, n % 2 == 0, &ledger.clock.change()).await.unwrap();
    }
    let now = ledger.clock.now();
    let page = |limit| (Limit::new(limit).unwrap(), Offset::default());
    ledger.enter("GET logs, all 38 of a user", store.list_logs(p, ann, page(100).0, page(100).1, now)).await;
    ledger.enter("GET logs, 25 of 38", store.list_logs(p, ann, page(25).0, page(25).1, now)).await;
}

async fn deletions(ledger: &mut Ledger) {
    let (store, project) = (ledger.store(), ledger.project.id.clone());
    let (gone, change) = (user_id(&generated_id(NEW)), ledger.clock.change());
    ledger.enter("DELETE user, nothing attached", store.delete_user(&project, &gone, &change)).await;
}

async fn measured() -> Vec<(&'static str, Bill)> {
    let mut ledger = Ledger::of(300, 1).await;
    let ann = user_id(&generated_id(ANN));
    ledger.add(ann.as_str(), "ann@example.net", "+4922", "Very Unusual").await;
    Box::pin(access(&mut ledger)).await;
    Box::pin(lists(&mut ledger)).await;
    Box::pin(creations(&mut ledger)).await;
    Box::pin(changes(&mut ledger, &ann)).await;
    Box::pin(belongings(&mut ledger, &ann)).await;
    Box::pin(deletions(&mut ledger)).await;
    Box::pin(sign_in::sign_in(&mut ledger)).await;
    Box::pin(teams::teams(&mut ledger)).await;
    Box::pin(messages::messages(&mut ledger)).await;
    Box::pin(parts::parts(&mut ledger)).await;
    Box::pin(factors::factors(&mut ledger)).await;
    Box::pin(rules::rules(&mut ledger)).await;
    Box::pin(identities::identities(&mut ledger)).await;
    let mut wide = Ledger::of(100, 8).await;
    wide.enter_list("GET users, 25, 8 shards", limit(25)).await;
    ledger.rows.append(&mut wide.rows);
    ledger.rows.append(&mut Box::pin(with_indexes()).await);
    ledger.rows
}

/// In a project that keeps an index of names: what it adds; and a value that has a posting.
async fn with_indexes() -> Vec<(&'static str, Bill)> {
    let mut ledger = Ledger::of(0, 1).await;
    let indexes = ListIndexes { name: true, ..ListIndexes::default() };
    let (store, p, change) = (ledger.store(), ledger.project.id.clone(), ledger.clock.change());
    ledger.project = store.set_indexes(&p, indexes, &change).await.unwrap();
    let (project, changes) =
        (ledger.project.clone(), [ledger.clock.change(), ledger.clock.change(), ledger.clock.change()]);
    let new = full(&generated_id(NEW), "new@example.com", "+4933", "Ann Lee");
    let new = NewUser { phone: None, ..new };
    let id = new.id.clone();
    let creation = async {
        store.ensure_free(&p, &new.id, new.email.as_ref(), None).await?;
        store.create_user(&project, new.clone(), &changes[0]).await
    };
    ledger.enter("POST users, with an index of names", creation).await;
    let renamed = store.update_name(&p, &id, name("Bo Ray"), &changes[1]);
    ledger.enter("PATCH name, both words change, with an index of names", renamed).await;
    ledger.enter("PATCH status, to blocked", store.update_status(&p, &id, false, &changes[2])).await;
    ledger.rows
}

fn as_table(rows: &[(&'static str, Bill)]) -> String {
    let mut table = String::from("| operation | calls | round trips | RRU | WRU |\n|---|--:|--:|--:|--:|\n");
    for (row, bill) in rows {
        let (calls, trips) = (bill.calls.len(), bill.round_trips());
        writeln!(table, "| {row} | {calls} | {trips} | {} | {} |", bill.read_units(), bill.write_units()).unwrap();
    }
    table
}

#[tokio::test]
async fn the_cost_of_every_operation_is_that_of_the_table() {
    // On the heap: all of it together is larger than the stack of a test.
    let rows = Box::pin(measured()).await;
    let table = as_table(&rows);
    let pinned = format!("<!-- units -->\n{table}<!-- /units -->\n");
    assert!(PINNED.contains(&pinned), "docs/reference/costs.md should hold this table:\n{table}");
    for (row, bill) in &rows {
        assert!(bill.calls.iter().all(reads_as_it_must), "{row}: {:#?}", bill.calls);
    }
}

/// Whether the call has the required consistency. Reads for a decision are consistent. Reads of counters (also of
/// attempts, which only an error of a parameter shows), statistics, the outbox, the project and the API key, and counts of log
/// entries may be out of date, which halves their cost; an index always may.
fn reads_as_it_must(call: &Call) -> bool {
    if !call.is_read() {
        return true;
    }
    let is_of = |kinds: &[&str]| kinds.iter().any(|kind| call.touches(kind));
    // With a user, the project is read for a decision.
    let may_be_behind = call.index().is_some()
        || (is_of(&["C#", "P#", "R#", "Y#", "O#"]) && !is_of(&["U#"]))
        || call.request["Select"] == "COUNT";
    call.operation != "Scan" && call.is_consistent() != may_be_behind
}

/// The cost of a page and of a search in a list of this many users.
async fn cost_among(users: usize) -> String {
    let mut ledger = Ledger::of(users / 2, 1).await;
    ledger.add(&generated_id(ANN), "ann@example.net", "+4922", "Very Unusual").await;
    for n in users / 2..users - 1 {
        ledger
            .add(&generated_id(n), &format!("somebody.{n}@example.com"), &format!("+49{n:08}"), "Somebody Ordinary")
            .await;
    }
    ledger.enter_list("GET users, 25", limit(25)).await;
    ledger
        .enter_list("GET users, 25 after a cursor", ListUsers { cursor: Some(user_id(&generated_id(20))), ..limit(25) })
        .await;
    ledger.enter_list("GET users, search", search("unusual")).await;
    ledger.enter_list("GET users, search", search("ann@example.net")).await;
    as_table(&ledger.rows)
}

#[tokio::test]
async fn pages_and_searches_cost_the_same_among_100_and_among_5000() {
    assert_eq!(cost_among(100).await, cost_among(5_000).await);
}
