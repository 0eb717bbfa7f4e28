//! Pages of lists, compared with the model of the list.

use crate::list_model::{page, search};
use crate::random_users::RandomUsers;
use roster_core::{Error, ListUsers, SearchTerm};
use roster_tests::clock::user_id;
use roster_tests::invariants::EXACT;

/// The number of users in each slice, and of requested pages.
const USERS: usize = 120;
const PAGES: usize = 150;

async fn check_pages(shards: &[u16], seed: u64) {
    let mut random_users = RandomUsers::of(USERS, shards, seed).await;
    random_users.table.check(EXACT, &format!("{shards:?}"));
    for _ in 0..PAGES {
        let query = random_users.any_page();
        assert_eq!(random_users.list(&query).await, page(&random_users.listed, &query), "{shards:?}: {query:?}");
    }
}

async fn check_searches(shards: &[u16], seed: u64) {
    let mut random_users = RandomUsers::of(USERS, shards, seed).await;
    let mut hits = 0;
    for _ in 0..PAGES {
        let text = any_term(&mut random_users);
        let mut query = random_users.any_page();
        if random_users.random.chance(0.5) {
            query = ListUsers { limit: query.limit, order: query.order, ..ListUsers::default() };
        }
        query.search = Some(SearchTerm::parse(&text).unwrap());
        let expected = search(&random_users.listed, &text, &query);
        assert_eq!(random_users.list(&query).await, expected, "{shards:?}: {text:?} {query:?}");
        hits += usize::from(!expected.0.is_empty());
    }
    assert!(hits > PAGES / 4, "most searches should find a user: {hits}");
}

/// A term as people type it: a word, its beginning, two words, a quoted text, the name of a user, or random letters.
pub fn any_term(random_users: &mut RandomUsers) -> String {
    let random = &mut random_users.random;
    let somebody = &random_users.listed[random.below(random_users.listed.len())].new;
    let other = &random_users.listed[random.below(random_users.listed.len())].new;
    let name = somebody.name.as_str();
    let word = name.split_whitespace().next().unwrap_or("lee");
    let address = somebody.email.as_ref().map_or("nobody@example.com", |email| email.as_str());
    let number = somebody.phone.as_ref().map_or("+4900", |phone| phone.as_str());
    match random.below(16) {
        0 => word.to_owned(),
        1 => word.chars().take(1 + random.below(word.chars().count())).collect(),
        2 => name.to_uppercase(),
        3 => name.split_whitespace().rev().collect::<Vec<_>>().join(" "),
        4 => format!("{word} {}", other.name.as_str()),
        5 => format!("\"{name}\""),
        6 => format!("\"{word}\""),
        7 => address.to_uppercase(),
        8 => address[..1 + random.below(address.len() - 1)].to_owned(),
        9 => address.split('@').nth(1).unwrap().to_owned(),
        10 => number.to_owned(),
        11 => number[1..1 + random.below(number.len())].to_owned(),
        12 => somebody.id.to_string(),
        13 => ["a", "m", "c", "4"][random.below(4)].to_owned(),
        14 => ["com", "co.uk", "uk", "fr", ">", "  ", "united.co", "x"][random.below(8)].to_owned(),
        _ => format!("{} {word}", &address[..1]),
    }
}

macro_rules! shards {
    ($($pages:ident, $searches:ident: $shards:expr;)*) => {
        $(#[tokio::test]
        async fn $pages() {
            check_pages(&$shards, 11).await;
        }

        #[tokio::test]
        async fn $searches() {
            check_searches(&$shards, 12).await;
        })*
    };
}

shards! {
    pages_of_one_shard_are_those_of_the_model, searches_of_one_shard_are_those_of_the_model: [1];
    pages_of_four_shards_are_those_of_the_model, searches_of_four_shards_are_those_of_the_model: [4];
    pages_of_eight_shards_are_those_of_the_model, searches_of_eight_shards_are_those_of_the_model: [8];
    pages_of_a_widened_project_are_those_of_the_model, searches_of_a_widened_project_are_those_of_the_model: [1, 4, 8];
}

#[tokio::test]
async fn a_cursor_of_an_unknown_user_is_an_error() {
    let mut random_users = RandomUsers::of(10, &[1], 13).await;
    let gone = random_users.listed.remove(3).new.id;
    random_users.store.delete_user(&random_users.project.id, &gone, &random_users.clock.change()).await.unwrap();
    for nobody in [gone, user_id("never-was")] {
        let query = ListUsers { cursor: Some(nobody.clone()), ..ListUsers::default() };
        let answer = random_users.store.list_users(&random_users.project, &query).await;
        assert!(matches!(&answer, Err(Error::CursorNotFound(id)) if *id == nobody), "{answer:?}");
    }
}

#[tokio::test]
async fn a_project_cannot_read_the_users_of_another() {
    let mut random_users = RandomUsers::of(10, &[1], 14).await;
    let (listed, other) = (random_users.listed.clone(), roster_tests::clock::project("p2"));
    let everybody = ListUsers::default();
    let ids = |(mut ids, total): (Vec<String>, u64)| {
        ids.sort();
        (ids, total)
    };
    let here = ids(random_users.list(&everybody).await);
    random_users.project = other;
    assert_eq!(random_users.list(&everybody).await, (Vec::new(), 0));
    for known in &listed {
        let answer = random_users.store.get_user(&random_users.project.id, &known.new.id).await;
        assert!(matches!(answer, Err(Error::UserNotFound)));
        random_users
            .store
            .create_user(&random_users.project, known.new.clone(), &random_users.clock.change())
            .await
            .unwrap();
    }
    assert_eq!(ids(random_users.list(&everybody).await), here);
    random_users.table.check(EXACT, "two projects with the same ids, emails and phones");
}
