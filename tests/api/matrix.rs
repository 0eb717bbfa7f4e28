//! The access matrix: every API key and session × every project × every route and method × both dialects. A call
//! without the right is rejected with the expected status and type and changes nothing; a call with the right reaches
//! its handler.
//!
//! `MATRIX_PART=1` runs all cells (`make matrix`); `make test` runs one cell of every [`PART`], different ones for each
//! route.

mod callers;
mod fixture;
mod rules;

use crate::answer::Answer;
use crate::app::PROJECT;
use axum::http::Method;
use callers::{Caller, OTHER_PROJECT};
use fixture::Fixture;
use roster_tests::effort::{effort, print_summary};
use roster_tests::faults::{Fault, Rule};
use roster_tests::openapi::{Dialect, Document, documented_path};
use roster_tests::pages::error_of_page;
use roster_tests::product::product;
use roster_tests::random::Random;
use rules::{Call, Outcome, REJECTIONS};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const DIALECTS: [(&str, Dialect); 2] = [("0.15.0", Dialect::Of0_15), ("1.9.6", Dialect::Of1)];
const PROJECTS: [Option<&str>; 8] =
    [Some(PROJECT), Some(OTHER_PROJECT), Some("unknown"), None, Some(""), Some("console"), Some("-x"), Some("P")];
/// The operations that change the table.
const WRITES: [&str; 5] = ["TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"];
/// `make test` runs one cell of this many.
const PART: u64 = 50;
/// How many times more cells it runs for an existing route and project.
const MORE: u64 = 10;
const SEED: u64 = 5;

/// The calls of all callers to one method of a route, in one dialect, at one project.
struct Calls<'a> {
    fixture: &'a Fixture,
    route: &'a str,
    path: &'a str,
    method: &'a str,
    format: &'static str,
    dialect: Dialect,
    project: Option<&'a str>,
}

/// The number of cells by expected outcome.
type Counts = BTreeMap<String, usize>;

impl Calls<'_> {
    /// Runs about one of every `part` callers.
    async fn run_some(&self, part: u64, random: &mut Random, counts: &mut Counts) {
        for caller in self.fixture.callers.iter().filter(|_| random.bits().is_multiple_of(part)) {
            let expected = self.call_of(caller).expected();
            // An accepted call must not change the data of later calls: its writes fail.
            self.block_writes(expected == Outcome::Accepted);
            let answer = self.send(caller).await;
            self.block_writes(false);
            self.check(&expected, &answer, caller);
            let name = match expected {
                Outcome::Rejected(status, kind) => format!("rejected: {status} {kind}"),
                Outcome::Accepted => "accepted".to_owned(),
            };
            *counts.entry(name).or_default() += 1;
        }
    }

    fn call_of<'b>(&'b self, caller: &'b Caller) -> Call<'b> {
        // If both a fixed word and a parameter match, the route with the word takes all methods of the path; only those
        // of imports are paths of users, too.
        let method = if self.method == "HEAD" { "GET" } else { self.method };
        let route = documented_path(self.route, method);
        let operation = Document::of(self.dialect).operations().get(&(route.to_owned(), method.to_owned()));
        Call { operation, method: self.method, dialect: self.dialect, project: self.project, caller }
    }

    fn block_writes(&self, blocked: bool) {
        let faults = &self.fixture.app.caller.faults;
        faults.clear();
        for operation in WRITES.iter().filter(|_| blocked) {
            faults.add(Rule::new(Fault::Refused("ValidationException")).on(operation));
        }
    }

    async fn send(&self, caller: &Caller) -> Answer {
        let method = Method::from_bytes(self.method.as_bytes()).unwrap();
        let mut request = self.fixture.app.request(method, self.path).format(self.format);
        if let Some(project) = self.project {
            request = request.project(project);
        }
        for (name, value) in &caller.headers {
            request = request.header(name, value);
        }
        if self.changes() {
            request = request.json(json!({}));
        }
        request.send().await
    }

    fn changes(&self) -> bool {
        !["GET", "HEAD"].contains(&self.method)
    }

    fn check(&self, expected: &Outcome, answer: &Answer, caller: &Caller) {
        let at = || format!("{}, {}: {} {}", self.name(), caller.name, answer.status, answer.text());
        // A body need not be JSON: some routes answer a text or an image.
        let page = error_of_page(answer.text());
        let body: serde_json::Value = serde_json::from_slice(&answer.body).ok().or(page.clone()).unwrap_or_default();
        let kind = body["type"].as_str().map(str::to_owned);
        let is_rejected = kind.as_deref().is_some_and(|kind| REJECTIONS.contains(&kind));
        match expected {
            Outcome::Rejected(status, _) if self.method == "HEAD" => {
                assert_eq!((answer.status.as_u16(), answer.text()), (*status, ""), "{}", at());
            }
            Outcome::Rejected(status, expected_kind) => {
                assert_eq!((answer.status.as_u16(), kind.as_deref()), (*status, Some(*expected_kind)), "{}", at());
                let version = if self.dialect == Dialect::Of1 { "1.9.6" } else { "0.15.3" };
                let has_version = page.is_some() || body["version"] == version;
                assert!(body["code"] == *status && has_version && body["message"].is_string(), "{}", at());
            }
            // Any answer of a handler: success, an invalid parameter, a missing item, a conflict, a blocked write, or a
            // feature that is off.
            Outcome::Accepted => {
                // The test clock differs from the clock of the table.
                // The steps of a sign-in with a provider are counted, although browsers take them by links.
                let writes = self.changes() || self.route.contains("/oauth2/");
                let fails = if writes || self.route == "/v1/health/time" { &[500][..] } else { &[] };
                let status = answer.status.as_u16();
                assert!(
                    [200, 201, 204, 302, 303, 400, 401, 404, 409, 412, 501]
                        .iter()
                        .chain(fails)
                        .any(|known| *known == status),
                    "{}",
                    at()
                );
                // The answer to HEAD does not say that a recent challenge is missing.
                let is_head = self.method == "HEAD" && self.route == "/v1/account/mfa/recovery-codes";
                assert!(!is_rejected && (status != 401 || kind.is_some() || is_head), "{}", at());
            }
        }
    }

    fn name(&self) -> String {
        format!("{} {} ({}) at project {:?}", self.method, self.path, self.format, self.project)
    }
}

/// Every path of every function, without duplicates: a path of which only some methods are open is registered twice.
fn routes() -> BTreeSet<&'static str> {
    product().iter().flat_map(|group| group.paths().collect::<Vec<_>>()).collect()
}

#[tokio::test]
async fn only_callers_with_the_right_are_accepted_and_rejected_calls_change_nothing() {
    let (fixture, part) = (Fixture::create().await, effort("MATRIX_PART", PART));
    let (mut counts, mut random, before) = (Counts::new(), Random::new(SEED), fixture.app.table.rows());
    for route in routes() {
        let path = fixture.path_of(route);
        for (method, (format, dialect)) in
            METHODS.into_iter().flat_map(|method| DIALECTS.map(|dialect| (method, dialect)))
        {
            for project in PROJECTS {
                let calls = Calls { fixture: &fixture, route, path: &path, method, format, dialect, project };
                let exists = project == Some(PROJECT) && calls.call_of(&fixture.callers[0]).operation.is_some();
                let part = if exists { part.div_ceil(MORE) } else { part };
                calls.run_some(part, &mut random, &mut counts).await;
            }
            assert!(fixture.app.table.rows() == before, "{method} {path} ({format}) changed the table");
        }
    }
    let cells: usize = counts.values().sum();
    let (routes, callers) = (routes().len(), fixture.callers.len());
    print_summary(format!(
        "matrix: {cells} cells of {routes} routes × {} methods × {} dialects × {} projects × {callers} callers, seed {SEED}",
        METHODS.len(),
        DIALECTS.len(),
        PROJECTS.len()
    ));
    for (outcome, count) in &counts {
        print_summary(format!("matrix: {count:>7} {outcome}"));
    }
    // A blocked user is rejected with two different statuses.
    let expected = REJECTIONS.len() + 2;
    assert_eq!(counts.len(), expected, "every rejection and acceptance occurs: {counts:?}");
    fixture.app.check("after the matrix");
}
