//! Lists by words, labels and values that many users have, compared with a check of every user in memory.
//!
//! There are more users than the highest total, so that each plan is used: postings, walks, and totals that are proven.

mod crowd;
mod reindex;
mod requests;
mod writers;

use crowd::{Crowd, Person};
use requests::{REQUESTS, Wish};
use roster_core::{Direction, Limit, ListUsers, MAX_TOTAL, Offset, Order, Queries, Schema, SearchTerm, UserId};
use roster_tests::invariants::EXACT;
use roster_tests::random::Random;
use std::collections::BTreeSet;

/// The list that a wish asks for: a page of it is selected by the test.
pub fn list_of(wish: &Wish, with_total: bool) -> ListUsers {
    let queries = Queries::parse(wish.queries, Schema::Users).unwrap_or_else(|error| panic!("{wish:?}: {error}"));
    queries.of_users(wish.search.map(|term| SearchTerm::parse(term).unwrap()), with_total, 1)
}

/// The ids of the page of these users, who are in the order of creation.
fn page_of(found: &[&Person], cursor: Option<usize>, query: &ListUsers) -> Vec<String> {
    let mut sorted = found.to_vec();
    if query.order == Order::Descending {
        sorted.reverse();
    }
    let before = query.direction == Direction::Before;
    let ascends = (query.order == Order::Ascending) != before;
    let is_beyond =
        |person: &&&Person| cursor.is_none_or(|at| if ascends { person.place > at } else { person.place < at });
    let mut beyond: Vec<_> = sorted.iter().filter(is_beyond).collect();
    if before {
        beyond.reverse();
    }
    let mut page: Vec<_> = beyond.into_iter().skip(query.offset.get()).take(query.limit.get()).collect();
    if before {
        page.reverse();
    }
    page.into_iter().map(|person| person.user.id.to_string()).collect()
}

fn any_page(random: &mut Random, crowd: &Crowd, list: ListUsers) -> (ListUsers, Option<usize>) {
    let at = random.chance(0.6).then(|| random.below(crowd.people.len()));
    let query = ListUsers {
        limit: Limit::new(random.pick(&[1, 7, 25, 25, 100])).unwrap(),
        offset: Offset::new(random.pick(&[0, 0, 0, 3, 40])).unwrap(),
        cursor: at.map(|at| crowd.people[at].user.id.clone()),
        direction: if random.chance(0.4) { Direction::Before } else { Direction::After },
        order: if random.chance(0.5) { Order::Descending } else { Order::Ascending },
        with_total: random.chance(0.6),
        ..list
    };
    (query, at.map(|at| crowd.people[at].place))
}

async fn check(shards: &[u16], seed: u64, kept: &[&str]) -> Crowd {
    let crowd = Crowd::of(shards, seed, kept).await;
    crowd.table.check(EXACT, &format!("{shards:?}"));
    let (mut random, mut steps) = (Random::new(seed), BTreeSet::new());
    for wish in REQUESTS {
        let found: Vec<&Person> = crowd.people.iter().filter(|person| (wish.matches)(person)).collect();
        for _ in 0..2 {
            let (query, cursor) = any_page(&mut random, &crowd, list_of(wish, true));
            let explained = crowd.store.explain_users(&crowd.project, &query).await;
            let when = format!("{shards:?}: {wish:?} {query:?} {:?}", explained.steps);
            let listing = explained.outcome.unwrap_or_else(|error| panic!("{when}: {error:?}"));
            let ids: Vec<_> = listing.items.iter().map(|user| user.id.to_string()).collect();
            assert_eq!(ids, page_of(&found, cursor, &query), "{when}");
            let total = if query.with_total { (found.len() as u64).min(MAX_TOTAL) } else { 0 };
            assert_eq!(listing.total, total, "{when}");
            steps.extend(explained.steps);
        }
    }
    steps.extend(first_page_of_the_last(&crowd).await);
    for kind in PLANS {
        assert!(steps.iter().any(|step| step.contains(kind)), "{shards:?}: no plan with {kind}: {steps:#?}");
    }
    crowd
}

/// The first page of a word that only the last users have: they are not where a walk would look for them.
async fn first_page_of_the_last(crowd: &Crowd) -> Vec<String> {
    let late = REQUESTS.iter().find(|wish| wish.search == Some("late")).unwrap();
    let found: Vec<&Person> = crowd.people.iter().filter(|person| (late.matches)(person)).collect();
    let query = list_of(late, false);
    let explained = crowd.store.explain_users(&crowd.project, &query).await;
    let ids: Vec<_> = explained.outcome.unwrap().items.iter().map(|user| user.id.to_string()).collect();
    assert_eq!(ids, page_of(&found, None, &query));
    explained.steps
}

/// A word of the description of each plan.
const PLANS: [&str; 8] =
    ["Postings", "Proven", "Counted", "Unknown", "until the page is full", "rare value", "are all read", "given up"];

#[tokio::test]
async fn frequent_values_of_one_shard_are_found_as_by_hand() {
    drop(check(&[1], 91, &[]).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frequent_values_of_four_shards_are_found_as_by_hand_and_each_permanent_user_on_one_page_during_changes() {
    let crowd = check(&[4], 92, &[]).await;
    writers::check_pages_during_changes(crowd).await;
}

#[tokio::test]
async fn frequent_values_of_eight_shards_are_found_as_by_hand() {
    drop(check(&[8], 93, &["emailVerification"]).await);
}

#[tokio::test]
async fn frequent_values_of_a_widened_project_are_found_as_by_hand_and_by_cursors_in_both_directions() {
    let crowd = check(&[1, 4, 8], 94, &["emailVerification", "name"]).await;
    check_pages_by_cursors(&crowd).await;
}

/// Every page from one end of the list to the other, by cursors.
pub async fn walk(crowd: &Crowd, list: &ListUsers, direction: Direction) -> Vec<UserId> {
    let (mut seen, mut cursor): (Vec<UserId>, Option<UserId>) = (Vec::new(), None);
    loop {
        let query = ListUsers { cursor: cursor.clone(), direction, ..list.clone() };
        let listing = crowd.store.list_users(&crowd.project, &query).await;
        let mut page: Vec<_> = match listing {
            Ok(listing) => listing.items.into_iter().map(|user| user.id).collect(),
            Err(roster_core::Error::CursorNotFound(_)) => {
                seen.pop();
                cursor = seen.last().cloned();
                continue;
            }
            Err(error) => panic!("{query:?}: {error:?}"),
        };
        if page.is_empty() {
            return seen;
        }
        if direction == Direction::Before {
            page.reverse();
        }
        cursor = page.last().cloned();
        seen.extend(page);
    }
}

async fn check_pages_by_cursors(crowd: &Crowd) {
    for wish in REQUESTS.iter().filter(|wish| wish.is_walked) {
        let expected: Vec<_> =
            crowd.people.iter().filter(|person| (wish.matches)(person)).map(|person| person.user.id.clone()).collect();
        let list = |with_total| ListUsers { limit: Limit::of_query(1_500).unwrap(), ..list_of(wish, with_total) };
        assert_eq!(walk(crowd, &list(true), Direction::After).await, expected, "{wish:?}");
        let mut backwards = walk(crowd, &list(false), Direction::Before).await;
        backwards.reverse();
        assert_eq!(backwards, expected, "{wish:?}, backwards");
    }
}
