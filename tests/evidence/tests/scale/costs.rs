//! No endpoint costs more among more users, unless `allowances` says so.

use roster_evidence::scale::town::Town;
use roster_evidence::scale::{Cost, Verdict, allowances, compare, costs_in, unmeasured};
use roster_tests::invariants::EXACT;
use std::collections::BTreeSet;

/// A village and a town.
const FEW: usize = 100;
const MANY: usize = 1_000;

async fn costs_among(users: usize) -> Vec<Cost> {
    let town = Town::of(users, None).await;
    let costs = costs_in(&town).await;
    town.table.check(EXACT, "after all of that");
    costs
}

/// On one thread, where calls made side by side are seen as such.
#[tokio::test]
async fn no_endpoint_costs_more_among_more_users_than_is_allowed() {
    let (few, many) = (costs_among(FEW).await, costs_among(MANY).await);
    assert_eq!(unmeasured(&few), Vec::<String>::new(), "every route has a row");
    assert_eq!(few.len(), many.len());
    for (few, many) in few.iter().zip(&many) {
        let verdict = compare(&[few, many]);
        assert!(matches!(verdict, Verdict::Same | Verdict::Allowed), "{verdict:?}: {few:?} {many:?}");
    }
    let titles: BTreeSet<String> = few.iter().map(Cost::title).collect();
    assert_eq!(titles.len(), few.len(), "no two rows have one title");
    assert!(allowances().iter().all(|row| titles.contains(row.title)), "what may grow is measured");
}

#[test]
fn a_route_without_a_row_is_named() {
    let missing = unmeasured(&[]);
    assert!(missing.len() > 70 && missing.contains(&"GET /v1/users/{userId}".to_owned()), "{missing:?}");
}
