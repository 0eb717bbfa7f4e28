//! Pages of lists, against the list kept beside the table.

use crate::crowd::{page, search};
use crate::gathering::Gathering;
use roster_core::{Error, ListUsers, SearchTerm};
use roster_tests::clock::user_id;
use roster_tests::invariants::EXACT;

/// Users of each slice, and pages asked for.
const USERS: usize = 120;
const PAGES: usize = 150;

async fn pages_are_right(shards: &[u16], seed: u64) {
    let mut gathering = Gathering::of(USERS, shards, seed).await;
    gathering.table.check(EXACT, &format!("{shards:?}"));
    for _ in 0..PAGES {
        let query = gathering.any_page();
        assert_eq!(gathering.list(&query).await, page(&gathering.crowd, &query), "{shards:?}: {query:?}");
    }
}

async fn searches_are_right(shards: &[u16], seed: u64) {
    let mut gathering = Gathering::of(USERS, shards, seed).await;
    let mut hits = 0;
    for _ in 0..PAGES {
        let text = any_term(&mut gathering);
        let mut query = gathering.any_page();
        if gathering.random.chance(0.5) {
            query = ListUsers { limit: query.limit, order: query.order, ..ListUsers::default() };
        }
        query.search = Some(SearchTerm::parse(&text).unwrap());
        let expected = search(&gathering.crowd, &text, &query);
        assert_eq!(gathering.list(&query).await, expected, "{shards:?}: {text:?} {query:?}");
        hits += usize::from(!expected.0.is_empty());
    }
    assert!(hits > PAGES / 4, "most searches should find somebody: {hits}");
}

/// A term as people type it: a word, its beginning, two words, something quoted, a name of one user, or nonsense.
fn any_term(gathering: &mut Gathering) -> String {
    let random = &mut gathering.random;
    let somebody = &gathering.crowd[random.below(gathering.crowd.len())].new;
    let other = &gathering.crowd[random.below(gathering.crowd.len())].new;
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
            pages_are_right(&$shards, 11).await;
        }

        #[tokio::test]
        async fn $searches() {
            searches_are_right(&$shards, 12).await;
        })*
    };
}

shards! {
    pages_of_one_shard_are_those_of_a_plain_list, searches_of_one_shard_are_those_of_a_plain_list: [1];
    pages_of_four_shards_are_those_of_a_plain_list, searches_of_four_shards_are_those_of_a_plain_list: [4];
    pages_of_eight_shards_are_those_of_a_plain_list, searches_of_eight_shards_are_those_of_a_plain_list: [8];
    pages_of_a_widened_project_are_those_of_a_plain_list, searches_of_a_widened_project_are_those_of_a_plain_list: [1, 4, 8];
}

#[tokio::test]
async fn a_cursor_that_names_nobody_is_an_error() {
    let mut gathering = Gathering::of(10, &[1], 13).await;
    let gone = gathering.crowd.remove(3).new.id;
    gathering.store.delete_user(&gathering.project.id, &gone, &gathering.clock.change()).await.unwrap();
    for nobody in [gone, user_id("never-was")] {
        let query = ListUsers { cursor: Some(nobody.clone()), ..ListUsers::default() };
        let answer = gathering.store.list_users(&gathering.project, &query).await;
        assert!(matches!(&answer, Err(Error::CursorNotFound(id)) if *id == nobody), "{answer:?}");
    }
}

#[tokio::test]
async fn projects_do_not_see_each_other() {
    let mut gathering = Gathering::of(10, &[1], 14).await;
    let (crowd, other) = (gathering.crowd.clone(), roster_tests::clock::project("p2"));
    let everybody = ListUsers::default();
    let ids = |(mut ids, total): (Vec<String>, u64)| {
        ids.sort();
        (ids, total)
    };
    let here = ids(gathering.list(&everybody).await);
    gathering.project = other;
    assert_eq!(gathering.list(&everybody).await, (Vec::new(), 0));
    for known in &crowd {
        let answer = gathering.store.get_user(&gathering.project.id, &known.new.id).await;
        assert!(matches!(answer, Err(Error::UserNotFound)));
        gathering.store.create_user(&gathering.project, known.new.clone(), &gathering.clock.change()).await.unwrap();
    }
    assert_eq!(ids(gathering.list(&everybody).await), here);
    gathering.table.check(EXACT, "two projects of the same ids, addresses and numbers");
}
