//! Lists of identities, against a list in memory that is filtered, sorted and cut as a whole.

use super::Scene;
use crate::operations::identities::account;
use roster_core::{Email, Error, Identity, ListIdentities, Listing, MAX_TOTAL, Queries, Schema, SearchTerm, Ulid};
use roster_tests::clock::user_id;
use roster_tests::faults::{Fault, Rule};
use roster_tests::random::Random;
use std::sync::Arc;
use std::time::Duration;

const PROVIDERS: [&str; 5] = ["google", "github", "oidc", "paypalSandbox", "zoom"];
const DOMAINS: [&str; 3] = ["example.com", "example.org", "mail.example.net"];

/// Some fifty identities of eighteen users, of whom one was deleted and left their identities.
async fn filled() -> (Arc<Scene>, Vec<Identity>) {
    let scene = Scene::build().await;
    let mut random = Random::new(5);
    for n in 0..18 {
        let user = format!("user-{n}");
        scene.add(&user).await;
        for _ in 0..random.below(6) {
            let uid = format!("Uid{}", random.below(10_000));
            let address = match random.below(4) {
                0 => String::new(),
                _ => format!("a{}.b@{}", random.below(12), random.pick(&DOMAINS)),
            };
            scene.clock.pass(Duration::from_millis(random.below(3_000) as u64));
            scene.link(&user, &account(random.pick(&PROVIDERS), &uid, &address)).await.unwrap();
        }
    }
    scene.link("user-3", &account("google", "Uid-dead", "a1.b@example.com")).await.unwrap();
    let killed = scene.table.caller();
    killed.faults.add(Rule::new(Fault::KillBefore).at_call(3));
    let (gone, change) = (user_id("user-3"), scene.clock.change());
    assert!(killed.faults.run(killed.store.delete_user(&scene.project.id, &gone, &change)).await.is_none());
    killed.settle().await;
    let mut all = Vec::new();
    for n in 0..18 {
        all.extend(scene.of(&format!("user-{n}")).await);
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    let listed = scene.table.rows().iter().filter(|row| row.text("G1P").starts_with("IL#")).count();
    assert!(all.len() > 30 && listed > all.len(), "{} of {listed}", all.len());
    (scene, all)
}

fn list(queries: &[String], search: Option<&str>, with_total: bool) -> ListIdentities {
    ListIdentities {
        queries: Queries::parse(queries, Schema::Identities).unwrap(),
        search: search.map(|term| SearchTerm::parse(term).unwrap()),
        with_total,
        chance: 7,
    }
}

/// What the list should be: everything in memory.
fn expected(all: &[Identity], list: &ListIdentities) -> roster_core::Result<Listing<Identity>> {
    let mut entries = all.to_vec();
    if let Some(term) = &list.search {
        let text = term.text();
        let is_named = |identity: &Identity| {
            let email = identity.email.as_ref().map(Email::as_str).unwrap_or_default();
            [email, identity.id.as_str(), identity.user.as_str(), identity.uid.as_str()].contains(&text)
        };
        let any = entries.iter().any(is_named);
        entries.retain(|identity| if any { is_named(identity) } else { identity.is_found_by(term) });
    }
    // The cursor is an entry of the list, not of the search.
    let cursor = list.queries.cursor.as_ref();
    let is_cursor = |identity: &&Identity| cursor.is_some_and(|cursor| identity.id.as_str() == cursor.id.as_str());
    let beside = all.iter().find(is_cursor).filter(|identity| !entries.contains(identity)).cloned();
    assert!(beside.is_none() || list.queries.filter.is_none(), "such a case is not compared");
    let is_beside = beside.is_some();
    entries.extend(beside);
    let mut found = list.queries.apply(entries, "User", list.chance)?;
    found.total = if list.with_total { found.total - u64::from(is_beside) } else { 0 };
    Ok(found)
}

fn query(method: &str, attribute: &str, values: &[&str]) -> String {
    serde_json::json!({"method": method, "attribute": attribute, "values": values}).to_string()
}

async fn compare(scene: &Scene, all: &[Identity], list: &ListIdentities, what: &str) {
    let got = scene.store.list_identities(&scene.project.id, list).await;
    let ids = |listing: &Listing<Identity>| {
        let ids: Vec<_> = listing.items.iter().map(|identity| identity.id.to_string()).collect();
        (ids, listing.total)
    };
    match (got, expected(all, list)) {
        (Ok(got), Ok(wanted)) => assert_eq!(ids(&got), ids(&wanted), "{what}"),
        (Err(Error::OrderValueMissing(a)), Err(Error::OrderValueMissing(b))) if a == b => {}
        (got, wanted) => panic!("{what}: {got:?} instead of {wanted:?}"),
    }
}

#[tokio::test]
async fn lists_are_those_of_a_list_in_memory() {
    let (scene, all) = filled().await;
    let mut random = Random::new(11);
    for round in 0..400 {
        let one = &all[random.below(all.len())];
        let (middle, created) = (&all[random.below(all.len())].id, random.below(all.len()));
        let created = time_text(all[created].created_at);
        let address = one.email.as_ref().map_or("none@example.com", Email::as_str);
        let filters = [
            query("equal", "userId", &[one.user.as_str(), "user-3", "nobody"]),
            query("equal", "provider", &["Google"]),
            query("equal", "providerUid", &[one.uid.as_str(), one.uid.as_str(), "#"]),
            query("equal", "providerEmail", &[&address.to_uppercase(), "a1.b@example.com"]),
            query("equal", "$id", &[one.id.as_str(), middle.as_str()]),
            query("contains", "providerEmail", &["a1"]),
            query("notEqual", "provider", &["oidc"]),
            query("isNull", "providerEmail", &[]),
            query("startsWith", "providerUid", &["Uid1"]),
            query("lessThan", "$createdAt", &[&created]),
            query("isNotNull", "providerAccessTokenExpiry", &[]),
        ];
        let mut queries = Vec::new();
        for _ in 0..random.below(3) {
            queries.push(filters[random.below(filters.len())].clone());
        }
        let is_filtered = !queries.is_empty();
        let orders = ["$createdAt", "providerEmail", "userId", "provider", "$id"];
        match random.below(5) {
            0 => queries.push(query("orderDesc", random.pick(&orders), &[])),
            1 => queries.push(query("orderAsc", random.pick(&orders), &[])),
            _ => {}
        }
        queries.push(serde_json::json!({"method": "limit", "values": [1 + random.below(20)]}).to_string());
        if random.below(3) == 0 {
            queries.push(serde_json::json!({"method": "offset", "values": [random.below(12)]}).to_string());
        }
        if !is_filtered && random.below(2) == 0 {
            let method = random.pick(&["cursorAfter", "cursorBefore"]);
            queries.push(serde_json::json!({"method": method, "values": [middle.as_str()]}).to_string());
        }
        let terms = [
            address,
            one.user.as_str(),
            one.uid.as_str(),
            one.id.as_str(),
            "a1",
            "google",
            "b example",
            "x y",
            "user-3",
        ];
        let search = (random.below(3) == 0).then(|| random.pick(&terms));
        let list = list(&queries, search, random.below(4) != 0);
        // Without a filter and a search the total may have those of users who were just deleted.
        let is_plain = !is_filtered && search.is_none();
        let list = if is_plain { ListIdentities { with_total: false, ..list } } else { list };
        compare(&scene, &all, &list, &format!("round {round}: {queries:?} {search:?}")).await;
    }
}

/// The time as a query writes it.
fn time_text(at: roster_core::Timestamp) -> String {
    let (secs, millis) = (at.as_secs(), at.as_millis() % 1_000);
    let (days, rest) = (secs / 86_400, secs % 86_400);
    let (mut year, mut left) = (1970, days);
    let length = |year: u64| if year.is_multiple_of(4) { 366 } else { 365 };
    while left >= length(year) {
        left -= length(year);
        year += 1;
    }
    let february = if length(year) == 366 { 29 } else { 28 };
    let mut month = 1;
    for days in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if left < days {
            break;
        }
        left -= days;
        month += 1;
    }
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}+00:00", left + 1)
}

#[tokio::test]
async fn pages_by_cursor_show_every_identity_once_in_both_directions() {
    let (scene, all) = filled().await;
    let ids: Vec<_> = all.iter().map(|identity| identity.id.to_string()).collect();
    for (method, order) in [("cursorAfter", "orderAsc"), ("cursorAfter", "orderDesc")] {
        let (mut read, mut cursor) = (Vec::new(), None);
        loop {
            let mut queries =
                vec![query(order, "", &[]), serde_json::json!({"method": "limit", "values": [7]}).to_string()];
            queries.extend(cursor.iter().map(|id| serde_json::json!({"method": method, "values": [id]}).to_string()));
            let page = scene.store.list_identities(&scene.project.id, &list(&queries, None, false)).await.unwrap();
            let Some(last) = page.items.last() else { break };
            cursor = Some(last.id.to_string());
            read.extend(page.items.iter().map(|identity| identity.id.to_string()));
        }
        if order == "orderDesc" {
            read.reverse();
        }
        assert_eq!(read, ids, "{order}");
    }
    let unknown = [serde_json::json!({"method": "cursorAfter", "values": ["nothing"]}).to_string()];
    let outcome = scene.store.list_identities(&scene.project.id, &list(&unknown, None, true)).await;
    assert!(matches!(&outcome, Err(Error::CursorNotFound(id)) if id.as_str() == "nothing"), "{outcome:?}");
}

#[tokio::test]
async fn the_own_list_has_only_the_identities_of_the_user() {
    let (scene, all) = filled().await;
    let (store, p) = (&scene.store, &scene.project.id);
    let most = all.iter().max_by_key(|one| all.iter().filter(|other| other.user == one.user).count()).unwrap();
    let own: Vec<_> = all.iter().filter(|identity| identity.user == most.user).cloned().collect();
    let whole = store.identities_of(p, &most.user, &list(&[], None, true)).await.unwrap();
    assert_eq!((whole.total as usize, whole.items.as_slice()), (own.len(), own.as_slice()));
    let other = all.iter().find(|identity| identity.user != most.user).unwrap();
    let cursor = [serde_json::json!({"method": "cursorAfter", "values": [other.id.as_str()]}).to_string()];
    let outcome = store.identities_of(p, &most.user, &list(&cursor, None, true)).await;
    assert!(matches!(&outcome, Err(Error::EntryCursorNotFound("Identity", _))), "{outcome:?}");
    let gone = store.identities_of(p, &user_id("user-3"), &list(&[], None, true)).await;
    assert!(matches!(gone, Err(Error::UserNotFound)), "{gone:?}");
}

/// The total is counted to its maximum, and a list that costs too much is refused, with the error of lists of users.
#[tokio::test]
async fn the_total_ends_at_its_maximum_and_a_walk_at_its_budget() {
    let scene = Scene::build().await;
    scene.add("ann").await;
    scene.link("ann", &account("google", "Uid0", "ann@example.org")).await.unwrap();
    let row = scene.table.rows().into_iter().find(|row| row.sk().starts_with("I#")).unwrap();
    let (cid, first) = (Ulid::from_string(row.text("uc")).unwrap(), row.text("id").to_owned());
    // Identities as large as a provider makes them, in the number that a large project has. Their user is the same: only lists read
    // them.
    let number = |n: u64| format!("{:020x}", u128::from_str_radix(&first, 16).unwrap() + u128::from(n));
    let size = |n: u64| vec![n as u8; if n < 200 { 300 } else { 12_000 }];
    let rows = (1..=5_200_u64).map(|n| {
        let mut item = row.clone().into_item();
        let id = number(n);
        let text = |text: String| dynoxide::types::AttributeValue::S(text);
        let list = format!("IL#p#{}", id.bytes().last().unwrap() % 4);
        for (name, value) in [("SK", format!("I#{cid}#{id}")), ("id", id.clone()), ("G1S", id), ("G1P", list)] {
            item.insert(name.to_owned(), text(value));
        }
        item.insert("tk".to_owned(), dynoxide::types::AttributeValue::B(size(n)));
        item
    });
    scene.table.import(rows.collect());
    let (store, p) = (&scene.store, &scene.project.id);
    let page = store.list_identities(p, &list(&[], None, true)).await.unwrap();
    assert_eq!((page.total, page.items.len()), (MAX_TOTAL, 25));
    let page = store.list_identities(p, &list(&[], None, false)).await.unwrap();
    assert_eq!((page.total, page.items.len()), (0, 25));
    let rare = [query("equal", "provider", &["zoom"])];
    let broad = store.list_identities(p, &list(&rare, None, false)).await;
    assert!(matches!(broad, Err(Error::QueriesTooBroad)), "{broad:?}");
    let broad = store.list_identities(p, &list(&[], Some("nothing like it"), false)).await;
    assert!(matches!(broad, Err(Error::SearchTooBroad)), "{broad:?}");
}
