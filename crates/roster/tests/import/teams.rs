//! Groups that become teams, in a second pass that may be repeated.

use crate::notes::of_keycloak;
use crate::rig::{Roster, counts};
use roster_core::{Limit, ListMembers, ListTeams, Name, Origin, ProjectId, TeamId, Timestamp};
use roster_store::Store;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

const OPTIONS: &str = "--format keycloak --teams-from groups";

fn member(n: usize, groups: &[&str]) -> Value {
    let email = format!("user{n}@example.com");
    of_keycloak(&email, json!({ "id": format!("k{n}"), "email": email, "groups": groups }))
}

fn shop() -> ProjectId {
    ProjectId::parse("shop").unwrap()
}

async fn store(roster: &Roster) -> Store {
    Store::connect_to(&roster.endpoint, "roster").await
}

/// The ids of the users of every team, by its name. The count of the team must be their number.
async fn teams(roster: &Roster) -> BTreeMap<String, Vec<String>> {
    let (store, project) = (store(roster).await, shop());
    let mut all = BTreeMap::new();
    for team in store.list_teams(&project, &ListTeams::default()).await.unwrap().items {
        let query = ListMembers { limit: Limit::of_query(5_000).unwrap(), ..ListMembers::default() };
        let members = store.list_members(&project, &team.id, &query).await.unwrap();
        assert_eq!((team.total, members.total), (members.items.len() as u64, team.total), "{}", team.id);
        for member in &members.items {
            assert!(member.joined_at.is_some() && member.roles == ["member"], "{member:?}");
        }
        let mut ids: Vec<_> = members.items.iter().map(|member| member.user.to_string()).collect();
        ids.sort();
        all.insert(team.name.as_str().to_owned(), ids);
    }
    all
}

async fn make_team(roster: &Roster, id: &str) {
    let change = roster_core::Change::new(
        Timestamp::from_secs(1_700_000_000),
        7,
        Origin::new(roster_core::Actor::Operator, "", "test"),
    );
    let (id, name) = (TeamId::parse(id).unwrap(), Name::parse("Another").unwrap());
    store(roster).await.create_team(&shop(), &id, &name, None, &change).await.unwrap();
}

#[tokio::test]
async fn groups_become_teams_and_their_users_confirmed_members_once() {
    let roster = Roster::with_project().await;
    roster.write("realm", &[member(1, &["staff", "/staff/board"]), member(2, &["staff"]), member(3, &[])]);
    let dry = roster.import(0, &format!("shop realm {OPTIONS} --dry-run")).await;
    assert_eq!(dry["teams"], json!({ "new": 2, "already": 0, "refused": 0 }));
    assert_eq!(dry["memberships"], json!({ "wanted": 3 }));
    assert!(teams(&roster).await.is_empty());
    let run = roster.import(0, &format!("shop realm {OPTIONS}")).await;
    assert_eq!((counts(&run), &run["teams"]), (json!({ "imported": 3 }), &dry["teams"]));
    assert_eq!(run["memberships"], json!({ "wanted": 3, "created": 3, "already": 0, "failed": 0 }));
    let made = teams(&roster).await;
    assert_eq!(json!(made), json!({ "staff": ["k1", "k2"], "staff/board": ["k1"] }));
    let again = roster.import(0, &format!("shop realm {OPTIONS}")).await;
    assert_eq!(again["teams"], json!({ "new": 0, "already": 2, "refused": 0 }));
    assert_eq!(again["memberships"], json!({ "wanted": 3, "created": 0, "already": 3, "failed": 0 }));
    assert_eq!(teams(&roster).await, made);
}

#[tokio::test]
async fn users_of_an_earlier_import_join_teams_and_others_do_not() {
    let roster = Roster::with_project().await;
    roster.write("realm", &[member(1, &["staff"])]);
    roster.import(3, "shop realm --format keycloak").await;
    let taken =
        of_keycloak("user1@example.com", json!({ "id": "other", "email": "user1@example.com", "groups": ["staff"] }));
    roster.write("more", &[member(1, &["staff"]), taken, member(2, &["staff"])]);
    let run = roster.import(1, &format!("shop more {OPTIONS}")).await;
    assert_eq!(counts(&run), json!({ "already": 1, "imported": 1, "refused": 1 }));
    assert_eq!(json!(teams(&roster).await), json!({ "staff": ["k1", "k2"] }));
}

#[tokio::test]
async fn a_team_that_no_import_has_made_is_joined_only_when_asked_for() {
    let roster = Roster::with_project().await;
    make_team(&roster, "staff").await;
    roster.write("realm", &[member(1, &["staff", "crew"])]);
    let dry = roster.import(3, &format!("shop realm {OPTIONS} --dry-run --report dry")).await;
    let run = roster.import(3, &format!("shop realm {OPTIONS} --report run")).await;
    assert_eq!((&dry["teams"], &run["teams"]), (&json!({ "new": 1, "already": 0, "refused": 1 }), &dry["teams"]));
    assert_eq!((&dry["notes"], &run["notes"]), (&json!({ "teams": 1 }), &dry["notes"]));
    assert_eq!(roster.lines("dry")[0]["notes"], roster.lines("run")[0]["notes"]);
    assert_eq!(json!(teams(&roster).await), json!({ "Another": [], "crew": ["k1"] }));
    let joined = roster.import(0, &format!("shop realm {OPTIONS} --existing-teams join")).await;
    assert_eq!(joined["memberships"], json!({ "wanted": 2, "created": 1, "already": 1, "failed": 0 }));
    assert_eq!(json!(teams(&roster).await), json!({ "Another": ["k1"], "crew": ["k1"] }));
}

/// Users in a team of all and in one of three.
fn many(users: usize) -> Vec<Value> {
    (0..users).map(|n| member(n, &["everybody", ["red", "green", "blue"][n % 3]])).collect()
}

#[tokio::test]
async fn a_killed_second_pass_is_finished_by_the_next_run() {
    const USERS: usize = 120;
    let roster = Roster::with_project().await;
    roster.write("realm", &many(USERS));
    let mut kills = 0;
    for wait in [300, 600, 900, 1_200] {
        let mut child = roster.start(&format!("users import --project shop realm {OPTIONS}"));
        kills += u32::from(tokio::time::timeout(Duration::from_millis(wait), child.wait()).await.is_err());
        child.kill().await.unwrap();
    }
    assert!(kills > 0, "no import was killed");
    let run = roster.import(0, &format!("shop realm {OPTIONS}")).await;
    let of = |name: &str| run["memberships"][name].as_u64().unwrap();
    assert_eq!((of("wanted"), of("created") + of("already"), of("failed")), (2 * USERS as u64, 2 * USERS as u64, 0));
    let sizes: BTreeMap<_, _> = teams(&roster).await.into_iter().map(|(name, members)| (name, members.len())).collect();
    assert_eq!(json!(sizes), json!({ "everybody": 120, "red": 40, "green": 40, "blue": 40 }));
    assert_eq!(roster.total().await, USERS as u64);
}

#[tokio::test]
async fn two_runs_at_once_create_every_team_and_membership_once() {
    const USERS: usize = 60;
    let roster = Roster::with_project().await;
    roster.write("realm", &many(USERS));
    let run = |report: &str| roster.command(&format!("users import --project shop realm {OPTIONS} --report {report}"));
    let (mut one, mut other) = (run("one"), run("other"));
    let (one, other) = tokio::join!(one.output(), other.output());
    let mut created = 0;
    for output in [one.unwrap(), other.unwrap()] {
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
        created += printed["memberships"]["created"].as_u64().unwrap();
    }
    assert_eq!(created, 2 * USERS as u64);
    let sizes: BTreeMap<_, _> = teams(&roster).await.into_iter().map(|(name, members)| (name, members.len())).collect();
    assert_eq!(json!(sizes), json!({ "everybody": 60, "red": 20, "green": 20, "blue": 20 }));
    assert_eq!(roster.total().await, USERS as u64);
}
