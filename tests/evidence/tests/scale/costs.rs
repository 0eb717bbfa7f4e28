//! No endpoint costs more with more users, unless `allowances` permits it.

use roster_evidence::scale::fixture::Fixture;
use roster_evidence::scale::{Cost, Verdict, allowances, compare, costs_in, costs_with_indexes, unmeasured};
use roster_tests::invariants::EXACT;
use std::collections::BTreeSet;

/// The numbers of users of the two data sets.
const FEW: usize = 100;
const MANY: usize = 1_000;

async fn costs_among(users: usize) -> Vec<Cost> {
    let fixture = Fixture::of(users, None).await;
    let costs = costs_in(&fixture).await;
    fixture.table.check(EXACT, "after all requests");
    [costs, costs_with_indexes(users, None).await].concat()
}

/// On one thread, so that concurrent calls are recognised as concurrent.
#[tokio::test]
async fn no_endpoint_costs_more_with_more_users_than_is_allowed() {
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
fn a_route_without_a_row_is_reported() {
    let missing = unmeasured(&[]);
    assert!(missing.len() > 70 && missing.contains(&"GET /v1/users/{userId}".to_owned()), "{missing:?}");
}
