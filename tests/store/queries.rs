//! Lists by queries, compared with a model that checks every user: random users, random trees of queries, random pages.
//!
//! `QUERY_ROUNDS=5000 cargo test --workspace --test store queries` requests more pages than the usual run,
//! `QUERY_SEED=7` requests other pages.

mod by_hand;
mod costs;
mod people;
mod too_broad;
mod trees;

use by_hand::expected;
use people::People;
use roster_core::{Error, Limit, ListUsers, Offset, Queries, Schema, SearchTerm};
use roster_tests::invariants::EXACT;
use trees::{Page, Tree};

/// The number of users in each slice, and of requested pages.
const USERS: usize = 110;
const PAGES: usize = 220;

/// A number from the environment, for longer or different runs.
fn setting(name: &str) -> Option<u64> {
    std::env::vars().find(|(key, _)| key == name).and_then(|(_, value)| value.parse().ok())
}

/// The query for the store: the texts of the queries, parsed as the product parses them.
fn query_of(page: &Page) -> ListUsers {
    let texts = page.texts();
    let queries = Queries::parse(&texts, Schema::Users).unwrap_or_else(|error| panic!("{texts:?}: {error}"));
    let search = page.search.as_ref().map(|term| SearchTerm::parse(term).unwrap());
    queries.of_users(search, page.with_total, page.chance)
}

async fn check_pages(shards: &[u16], seed: u64) {
    let seed = setting("QUERY_SEED").unwrap_or(seed);
    let mut people = People::of(USERS, shards, seed).await;
    people.random_users.table.check(EXACT, &format!("{shards:?}, seed {seed}"));
    let (mut hits, mut nulls) = (0, 0);
    for round in 0..setting("QUERY_ROUNDS").map_or(PAGES, |rounds| rounds as usize) {
        let page = people.any_page();
        let when = format!("seed {seed}, round {round}, {shards:?}: {:?} search {:?}", page.texts(), page.search);
        let answer = people.random_users.store.list_users(&people.random_users.project, &query_of(&page)).await;
        match (answer, expected(&people.all, &page)) {
            (Ok(listing), Some((ids, total))) => {
                let found: Vec<_> = listing.items.iter().map(|user| user.id.to_string()).collect();
                assert_eq!((&found, listing.total), (&ids, total), "{when}");
                hits += usize::from(!found.is_empty());
            }
            (Err(Error::OrderValueMissing(_)), None) => nulls += 1,
            (answer, expected) => panic!("{when}: {answer:?}, expected {expected:?}"),
        }
    }
    assert!(hits > PAGES / 4 && nulls > 0, "most pages should have a user: {hits}, {nulls}");
}

#[tokio::test]
async fn pages_by_queries_of_one_shard_are_those_of_the_model() {
    check_pages(&[1], 71).await;
}

#[tokio::test]
async fn pages_by_queries_of_four_shards_are_those_of_the_model() {
    check_pages(&[4], 72).await;
}

#[tokio::test]
async fn pages_by_queries_of_a_widened_project_are_those_of_the_model() {
    check_pages(&[1, 3, 8], 73).await;
}

#[tokio::test]
async fn pages_in_random_order_have_every_user_once() {
    let people = People::of(40, &[2], 74).await;
    let list = async |offset: i64, chance: u64| -> Vec<String> {
        let query =
            Queries::parse(&["orderRandom()", "limit(15)"], Schema::Users).unwrap().of_users(None, false, chance);
        let query = ListUsers { offset: Offset::any(offset), ..query };
        let listing = people.random_users.store.list_users(&people.random_users.project, &query).await.unwrap();
        listing.items.iter().map(|user| user.id.to_string()).collect()
    };
    let (mut seen, mut everybody) =
        (Vec::new(), people.all.iter().map(|person| person.user.id.to_string()).collect::<Vec<_>>());
    for offset in [0, 15, 30] {
        seen.extend(list(offset, 9).await);
    }
    assert_ne!(seen, everybody, "the order did not change");
    assert_ne!(list(0, 9).await, list(0, 10).await);
    seen.sort();
    everybody.sort();
    assert_eq!(seen, everybody);
}

/// Every tree is written in both syntaxes, and both have the same meaning.
#[test]
fn trees_have_the_same_meaning_in_both_syntaxes() {
    let mut random = roster_tests::random::Random::new(75);
    for _ in 0..2_000 {
        let tree = Tree::any(&mut random, &trees::Vocabulary::default(), 3);
        let parse =
            |text: &str| Queries::parse(&[text], Schema::Users).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(parse(&tree.json().to_string()).filter, parse(&tree.call()).filter, "{}", tree.call());
    }
    assert_eq!(Limit::of_query(5_000).map(Limit::get), Ok(5_000));
}
