//! Who may call what: every key and session × every project × every route and method × both dialects. What must be refused is
//! refused, with its status and type, and changes nothing; what may pass, passes.
//!
//! `MATRIX_PART=1` does all of it (`make matrix`); within `make test` it is one cell of so many, others in every route.

mod callers;
mod rules;

use crate::answer::Answer;
use axum::http::Method;
use callers::{Caller, Cast, HOME, NEIGHBOUR};
use roster_tests::effort::{effort, tell};
use roster_tests::faults::{Fault, Rule};
use roster_tests::openapi::{Dialect, Document};
use roster_tests::product::product;
use roster_tests::random::Random;
use rules::{Asked, REFUSALS, Verdict};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const DIALECTS: [(&str, Dialect); 2] = [("0.15.0", Dialect::Of0_15), ("1.9.6", Dialect::Of1)];
const PROJECTS: [Option<&str>; 8] =
    [Some(HOME), Some(NEIGHBOUR), Some("unknown"), None, Some(""), Some("console"), Some("-x"), Some("P")];
/// What changes the table.
const WRITES: [&str; 5] = ["TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"];
/// One cell of so many is tried inside `make test`.
const PART: u64 = 50;
/// So many times as many where there is a route and a project.
const MORE: u64 = 10;
const SEED: u64 = 5;

/// The calls of one method of a route, in one dialect, at one project.
struct Square<'a> {
    cast: &'a Cast,
    route: &'a str,
    path: &'a str,
    method: &'a str,
    format: &'static str,
    dialect: Dialect,
    project: Option<&'a str>,
}

/// What was tried, by what had to come of it.
type Tried = BTreeMap<String, usize>;

impl Square<'_> {
    /// Tries one caller of so many.
    async fn try_some(&self, part: u64, random: &mut Random, tried: &mut Tried) {
        for caller in self.cast.callers.iter().filter(|_| random.bits().is_multiple_of(part)) {
            let verdict = self.asked(caller).verdict();
            // What may pass shall not change what is tried after it: it gets as far as the table.
            self.hold_writes(verdict == Verdict::Passes);
            let answer = self.call(caller).await;
            self.hold_writes(false);
            self.is(&verdict, &answer, caller);
            let name = match verdict {
                Verdict::Refused(status, kind) => format!("refused: {status} {kind}"),
                Verdict::Passes => "passed".to_owned(),
            };
            *tried.entry(name).or_default() += 1;
        }
    }

    fn asked<'b>(&'b self, caller: &'b Caller) -> Asked<'b> {
        // Where a fixed word and a parameter both fit, the word has the path for itself.
        let method = if self.method == "HEAD" { "GET" } else { self.method };
        let operation = Document::of(self.dialect).operations().get(&(self.route.to_owned(), method.to_owned()));
        Asked { operation, method: self.method, dialect: self.dialect, project: self.project, caller }
    }

    fn hold_writes(&self, held: bool) {
        let faults = &self.cast.app.caller.faults;
        faults.clear();
        for operation in WRITES.iter().filter(|_| held) {
            faults.add(Rule::new(Fault::Refused("ValidationException")).on(operation));
        }
    }

    async fn call(&self, caller: &Caller) -> Answer {
        let method = Method::from_bytes(self.method.as_bytes()).unwrap();
        let mut request = self.cast.app.request(method, self.path).format(self.format);
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

    fn is(&self, verdict: &Verdict, answer: &Answer, caller: &Caller) {
        let at = || format!("{}, {}: {} {}", self.name(), caller.name, answer.status, answer.text());
        let kind = if answer.body.is_empty() { None } else { answer.body()["type"].as_str().map(str::to_owned) };
        let is_turned_away = kind.as_deref().is_some_and(|kind| REFUSALS.contains(&kind));
        match verdict {
            Verdict::Refused(status, _) if self.method == "HEAD" => {
                assert_eq!((answer.status.as_u16(), answer.text()), (*status, ""), "{}", at());
            }
            Verdict::Refused(status, expected) => {
                assert_eq!((answer.status.as_u16(), kind.as_deref()), (*status, Some(*expected)), "{}", at());
                let version = if self.dialect == Dialect::Of1 { "1.9.6" } else { "0.15.3" };
                let body = answer.body();
                assert!(
                    body["code"] == *status && body["version"] == version && body["message"].is_string(),
                    "{}",
                    at()
                );
            }
            // A handler's own word: what is there, what is wrong or missing, what may not be written now, what is off.
            Verdict::Passes => {
                // The clock of tests is not that of the table.
                let held = if self.changes() || self.route == "/v1/health/time" { &[500][..] } else { &[] };
                let status = answer.status.as_u16();
                assert!(
                    [200, 201, 204, 400, 401, 404, 409, 501].iter().chain(held).any(|known| *known == status),
                    "{}",
                    at()
                );
                assert!(!is_turned_away && (status != 401 || kind.is_some()), "{}", at());
            }
        }
    }

    fn name(&self) -> String {
        format!("{} {} ({}) at project {:?}", self.method, self.path, self.format, self.project)
    }
}

/// Every path of every function, once: one that is open in one method alone is registered twice.
fn routes() -> BTreeSet<&'static str> {
    product().iter().flat_map(|group| group.paths().collect::<Vec<_>>()).collect()
}

#[tokio::test]
async fn who_may_call_passes_and_nobody_else_does_or_changes_anything() {
    let (cast, part) = (Cast::gather().await, effort("MATRIX_PART", PART));
    let (mut tried, mut random, before) = (Tried::new(), Random::new(SEED), cast.app.table.rows());
    for route in routes() {
        let path = cast.path_of(route);
        for (method, (format, dialect)) in
            METHODS.into_iter().flat_map(|method| DIALECTS.map(|dialect| (method, dialect)))
        {
            for project in PROJECTS {
                let square = Square { cast: &cast, route, path: &path, method, format, dialect, project };
                let matters = project == Some(HOME) && square.asked(&cast.callers[0]).operation.is_some();
                let part = if matters { part.div_ceil(MORE) } else { part };
                square.try_some(part, &mut random, &mut tried).await;
            }
            assert!(cast.app.table.rows() == before, "{method} {path} ({format}) changed the table");
        }
    }
    let cells: usize = tried.values().sum();
    let (routes, callers) = (routes().len(), cast.callers.len());
    tell(format!(
        "matrix: {cells} cells of {routes} routes × {} methods × {} dialects × {} projects × {callers} callers, seed {SEED}",
        METHODS.len(),
        DIALECTS.len(),
        PROJECTS.len()
    ));
    for (what, count) in &tried {
        tell(format!("matrix: {count:>7} {what}"));
    }
    let expected = REFUSALS.len() + 2;
    assert_eq!(tried.len(), expected, "every way to be refused, blocked in two ways, and passing: {tried:?}");
    cast.app.check("after the matrix");
}
