//! The page of compatibility has a row for every route of Appwrite's services, and says what Roster does with it. That no
//! route of an SDK is missing there is tested with the SDKs (`tests/clients/shared/routes.mjs`).

use crate::sources;
use roster_tests::openapi::{BASE, Dialect, Document};
use std::collections::BTreeSet;

/// What a row can say.
const WORKS: &str = "works";
const DIFFERS: &str = "differs";
const NOT_THERE: &str = "not there";

/// One row: routes that differ only in their method share it.
struct Row {
    routes: Vec<(String, String)>,
    status: String,
    why: String,
}

fn rows() -> Vec<Row> {
    let page = sources::read("docs/reference/compatibility.md");
    let section = page.split("\n## ").find(|section| section.starts_with("Routes\n")).expect("the page lists routes");
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| row(line).unwrap_or_else(|| panic!("a row has five cells: {line}"))).collect()
}

fn row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [route, of_0_15, of_1, status, why] = cells[..] else { return None };
    assert!([of_0_15, of_1].iter().all(|cell| ["yes", "–"].contains(cell)), "{line}");
    let (methods, path) = route.trim_matches('`').rsplit_once(' ')?;
    let routes = methods.split(", ").map(|method| (format!("{BASE}{path}"), method.to_owned())).collect();
    Some(Row { routes, status: status.to_owned(), why: why.to_owned() })
}

#[test]
fn the_page_says_of_every_route_what_roster_does() {
    let mut seen = BTreeSet::new();
    for Row { routes, status, why } in rows() {
        assert!([WORKS, DIFFERS, NOT_THERE].contains(&status.as_str()), "{routes:?}: {status}");
        assert!(status == WORKS || !why.is_empty(), "{routes:?}: no reason");
        for route in routes {
            assert!(seen.insert(route.clone()), "{route:?} has two rows");
        }
    }
}

/// `openapi.rs` compares the document with the routers.
#[test]
fn the_routes_that_the_page_promises_are_those_of_the_functions() {
    let promised: Vec<_> =
        rows().into_iter().filter(|row| row.status != NOT_THERE).flat_map(|row| row.routes).collect();
    for dialect in [Dialect::Of0_15, Dialect::Of1] {
        let served = Document::of(dialect).operations().keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(promised.iter().cloned().collect::<BTreeSet<_>>(), served);
    }
}
