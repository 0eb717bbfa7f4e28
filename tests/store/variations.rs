//! What DynamoDB leaves open is varied: where pages end, how much of a batch is done at once. The store does the same.

use crate::list_model::{page, search};
use crate::lists::any_term;
use crate::operations::{Operation, Scene};
use crate::random_users::RandomUsers;
use crate::team_lists::RandomTeams;
use roster_core::{Limit, ListMembers, ListTeams, ListUsers, Offset, SearchTerm};
use roster_store::Store;
use roster_tests::clock::{name, team_id, user_id};
use roster_tests::faults::{Fault, Faults, Rule};
use roster_tests::invariants::EXACT;
use roster_tests::meter::Bill;
use roster_tests::paging::Paging;
use std::fmt::Debug;

/// The number of users in each slice, of teams, and of requested pages of each. Pages of one item make many calls.
const USERS: usize = 24;
const TEAMS: usize = 24;
const PAGES: usize = 20;

/// Every operation that reads or deletes a range of items or several items at once.
const OPERATIONS: [Operation; 10] = [
    Operation::UpdateEmail,
    Operation::ReplaceLargePrefs,
    Operation::ShrinkPrefs,
    Operation::DeleteUser,
    Operation::DeleteSession,
    Operation::DeleteSessions,
    Operation::DeleteTeam,
    Operation::DeleteMembership,
    Operation::DeleteTarget,
    Operation::UpdateLabels,
];

const BATCHES: [&str; 2] = ["BatchGetItem", "BatchWriteItem"];

/// Half of each batch is not done, until it has one item.
fn leave_half(faults: &Faults) {
    BATCHES.into_iter().for_each(|operation| faults.add(Rule::new(Fault::HalfDone).on(operation)));
}

fn sent(bill: &Bill, operation: &str) -> usize {
    bill.calls.iter().filter(|call| call.operation == operation).count()
}

async fn users_are_those_of_the_model(vary: impl Fn(&Faults), seed: u64, what: &str) {
    let mut random_users = RandomUsers::of(USERS, &[1, 4], seed).await;
    let caller = random_users.table.caller();
    vary(&caller.faults);
    random_users.store = caller.store;
    for n in 0..PAGES {
        let mut query = random_users.any_page();
        assert_eq!(random_users.list(&query).await, page(&random_users.listed, &query), "{what}: {query:?}");
        let text = any_term(&mut random_users);
        if n % 2 == 0 {
            query = ListUsers { limit: query.limit, order: query.order, ..ListUsers::default() };
        }
        query.search = Some(SearchTerm::parse(&text).unwrap());
        let expected = search(&random_users.listed, &text, &query);
        assert_eq!(random_users.list(&query).await, expected, "{what}: {text:?} {query:?}");
    }
}

async fn teams_are_those_of_the_model(vary: impl Fn(&Faults), seed: u64, what: &str) {
    let mut random_teams = RandomTeams::of(TEAMS, seed).await;
    let caller = random_teams.table.caller();
    vary(&caller.faults);
    random_teams.store = caller.store;
    for n in 0..PAGES {
        let own = n % 2 == 0;
        let query = random_teams.any_page(own);
        assert_eq!(random_teams.listed(&query, own).await, random_teams.expected(&query, own), "{what}: {query:?}");
        let query = ListTeams { search: Some(random_teams.any_term()), ..query };
        assert_eq!(random_teams.listed(&query, own).await, random_teams.expected(&query, own), "{what}: {query:?}");
    }
}

#[tokio::test]
async fn lists_of_users_do_not_depend_on_where_pages_end() {
    for paging in Paging::ALL {
        users_are_those_of_the_model(|faults| faults.set_paging(paging), 91, &format!("{paging:?}")).await;
    }
}

#[tokio::test]
async fn lists_of_teams_do_not_depend_on_where_pages_end() {
    for paging in Paging::ALL {
        teams_are_those_of_the_model(|faults| faults.set_paging(paging), 92, &format!("{paging:?}")).await;
    }
}

/// The other lists of the store: each with a limit below, at and above the number of its items, where it has a limit.
async fn other_lists(store: &Store, scene: &Scene) -> Vec<String> {
    fn shown(item: impl Debug) -> String {
        format!("{item:?}")
    }
    let (p, ann, now) = (&scene.project.id, &user_id("ann"), scene.clock.now());
    let mut lists = vec![
        shown(store.list_sessions(p, ann, now).await.unwrap()),
        shown(store.list_memberships(p, ann).await.unwrap()),
        shown(store.list_members(p, &team_id("crew"), &ListMembers::default()).await.unwrap()),
        shown(store.list_keys(p).await.unwrap()),
        shown(store.list_projects().await.unwrap().len()),
        shown(store.get_user(p, ann).await.unwrap()),
    ];
    let entries = store.list_logs(p, ann, Limit::default(), Offset::default(), now).await.unwrap().total as i64;
    for (limit, offset) in [(0, 0), (1, 0), (entries - 1, 0), (entries, 0), (entries + 1, 0), (2, entries - 2)] {
        let (limit, offset) = (Limit::new(limit).unwrap(), Offset::new(offset).unwrap());
        lists.push(shown(store.list_logs(p, ann, limit, offset, now).await.unwrap()));
    }
    for limit in 0..4 {
        let query = ListMembers { limit: Limit::new(limit).unwrap(), ..ListMembers::default() };
        lists.push(shown(store.list_members(p, &team_id("crew"), &query).await.unwrap()));
    }
    lists
}

#[tokio::test]
async fn lists_of_sessions_members_and_entries_do_not_depend_on_where_pages_end() {
    let scene = Scene::set().await;
    let expected = other_lists(&scene.observer.store, &scene).await;
    for paging in Paging::ALL {
        let caller = scene.table.caller();
        caller.faults.set_paging(paging);
        assert_eq!(other_lists(&caller.store, &scene).await, expected, "{paging:?}");
    }
}

async fn operations_are_done(vary: impl Fn(&Faults), what: &str) -> Vec<(Operation, Bill)> {
    let mut bills = Vec::new();
    for operation in OPERATIONS {
        let (scene, when) = (Scene::set().await, format!("{operation:?}, {what}"));
        let caller = scene.table.caller();
        vary(&caller.faults);
        let change = scene.clock.change();
        let (done, bill) = caller.meter.measure(operation.run(&caller.store, &scene, &change)).await;
        done.unwrap_or_else(|error| panic!("{when}: {error:?}"));
        assert!(operation.is_done(&scene.observer.store, &scene).await, "{when}");
        scene.table.check(EXACT, &when);
        bills.push((operation, bill));
    }
    bills
}

#[tokio::test]
async fn changes_do_not_depend_on_where_pages_end() {
    for paging in Paging::ALL {
        operations_are_done(|faults| faults.set_paging(paging), &format!("{paging:?}")).await;
    }
}

#[tokio::test]
async fn a_project_is_recounted_reindexed_and_deleted_wherever_pages_end() {
    for paging in Paging::ALL {
        let scene = Scene::set().await;
        let caller = scene.table.caller();
        caller.faults.set_paging(paging);
        let (store, p) = (&caller.store, &scene.project.id);
        assert_eq!(store.recount_project(p).await.unwrap(), 3, "{paging:?}");
        assert_eq!(store.reindex_project(p, &scene.clock.change(), &mut |_| {}).await.unwrap(), 3, "{paging:?}");
        scene.table.check(EXACT, &format!("{paging:?}"));
        assert_eq!(store.delete_project(p, &scene.clock.change(), &mut |_| {}).await.unwrap(), 3, "{paging:?}");
        let left = scene.table.rows().into_iter().filter(|row| !row.has("exp") && row.pk() != "META").count();
        assert_eq!(left, 0, "{paging:?}");
    }
}

#[tokio::test]
async fn a_batch_of_which_half_is_done_is_finished() {
    let usual = operations_are_done(|_| {}, "usual").await;
    let halved = operations_are_done(leave_half, "half done").await;
    let more = usual.iter().zip(&halved).filter(|((_, usual), (_, halved))| {
        BATCHES.iter().any(|operation| sent(halved, operation) > sent(usual, operation))
    });
    let more: Vec<_> = more.map(|((operation, _), _)| *operation).collect();
    for operation in [Operation::DeleteUser, Operation::DeleteSessions, Operation::DeleteTeam] {
        assert!(more.contains(&operation), "only these sent a batch again: {more:?}");
    }
}

#[tokio::test]
async fn lists_are_whole_when_half_of_a_batch_is_done() {
    users_are_those_of_the_model(leave_half, 93, "half done").await;
    teams_are_those_of_the_model(leave_half, 94, "half done").await;
    let scene = Scene::set().await;
    let (expected, caller) = (other_lists(&scene.observer.store, &scene).await, scene.table.caller());
    leave_half(&caller.faults);
    assert_eq!(other_lists(&caller.store, &scene).await, expected);
}

/// Batches of a whole page: their rest is sent again until nothing is left.
#[tokio::test]
async fn the_users_of_a_full_page_are_found_when_half_of_a_batch_is_done() {
    let mut random_users = RandomUsers::of(100, &[1], 95).await;
    for listed in &mut random_users.listed {
        let (p, change) = (&random_users.project.id, random_users.clock.change());
        random_users.store.update_name(p, &listed.new.id, name("Ann Lee"), &change).await.unwrap();
        listed.new.name = name("Ann Lee");
    }
    let caller = random_users.table.caller();
    leave_half(&caller.faults);
    random_users.store = caller.store.clone();
    let (limit, term) = (Limit::new(100).unwrap(), SearchTerm::parse("lee").unwrap());
    let query = ListUsers { limit, search: Some(term), ..ListUsers::default() };
    let (found, bill) = caller.meter.measure(random_users.list(&query)).await;
    assert_eq!(found, search(&random_users.listed, "lee", &query));
    assert!(sent(&bill, "BatchGetItem") > 2, "{bill:?}");
}
