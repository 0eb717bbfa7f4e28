//! The costs of teams and their members.

use super::Ledger;
use crate::operations::large_prefs;
use roster_core::{Limit, ListMembers, ListTeams, MembershipId, Offset, Prefs, Roles, TeamId};
use roster_tests::clock::{bare, founder, membership, name, team_id, user_id};

/// The team that is measured. It has a generated id: words of a chosen one have postings.
const PLAYERS: &str = "65b1f0c2a3b4c5d6e7f8";

fn players() -> TeamId {
    team_id(PLAYERS)
}

/// Members of the team that is measured.
const MEMBERS: usize = 30;

pub(super) async fn teams(ledger: &mut Ledger) {
    found(ledger).await;
    list(ledger).await;
    members(ledger).await;
    Box::pin(prefs(ledger)).await;
    end(ledger).await;
}

/// Creates thirty users, all in a team called `The players`, one of them also in another team.
async fn found(ledger: &mut Ledger) {
    let (store, project) = (ledger.store(), ledger.project.clone());
    let p = &project.id;
    for n in 0..MEMBERS {
        store.create_user(&project, bare(&format!("player-{n}")), &ledger.clock.change()).await.unwrap();
    }
    let changes = [ledger.clock.change(), ledger.clock.change(), ledger.clock.change()];
    let (players, own, called) = (players(), team_id("65b1f0c2a3b4c5d6e7f9"), name("The players"));
    ledger.enter("POST teams, a name of two words", store.create_team(p, &players, &called, None, &changes[0])).await;
    let owner = founder(&user_id("player-0"), "m-own");
    let founding = store.create_team(p, &own, &called, Some(&owner), &changes[1]);
    ledger.enter("POST teams, by a user who is its first member", founding).await;
    let (id, chosen) = (team_id("special"), name("Others also"));
    let creation = store.create_team(p, &id, &chosen, None, &changes[2]);
    ledger.enter("POST teams, a name of two words, a chosen id of another word", creation).await;
    for n in 0..MEMBERS {
        let joined = membership(&format!("m-{n}"), &user_id(&format!("player-{n}")), PLAYERS);
        store.create_membership(p, &joined, &ledger.clock.change()).await.unwrap();
    }
    for n in 0..MEMBERS {
        let (id, change) = (team_id(&format!("other-{n}")), ledger.clock.change());
        store.create_team(p, &id, &name(&format!("Others {n}")), None, &change).await.unwrap();
    }
}

async fn list(ledger: &mut Ledger) {
    let (store, project) = (ledger.store(), ledger.project.clone());
    let p = &project.id;
    let all = ListTeams::default();
    let search = ListTeams { search: Some("own players".into()), ..ListTeams::default() };
    let one_word = ListTeams { search: Some("players".into()), ..ListTeams::default() };
    ledger.enter("GET teams, 25", store.list_teams(p, &all)).await;
    ledger.enter("GET teams, search: one word, two hits", store.list_teams(p, &one_word)).await;
    ledger.enter("GET teams, search: two words, no hit", store.list_teams(p, &search)).await;
    ledger.enter("GET teams of a user (2)", store.list_teams_of(p, &user_id("player-0"), &all)).await;
    ledger.enter("GET team", store.get_team(p, &players())).await;
    let generated = ListTeams { search: Some("0123456789abcdef0123".into()), ..ListTeams::default() };
    ledger.enter("GET teams, search: a generated id, no hit", store.list_teams(p, &generated)).await;
}

async fn prefs(ledger: &mut Ledger) {
    let (store, project) = (ledger.store(), ledger.project.clone());
    let (p, players, now) = (&project.id, players(), ledger.clock.now());
    let small = Prefs::parse("{\"color\":\"red\"}").unwrap();
    let changes = [ledger.clock.change(), ledger.clock.change(), ledger.clock.change()];
    ledger.enter("PUT team prefs, small", store.update_team_prefs(p, &players, &small, &changes[0])).await;
    ledger.enter("PUT team prefs, 4.8 kB", store.update_team_prefs(p, &players, &large_prefs(1), &changes[1])).await;
    ledger.enter("GET team, prefs of 4.8 kB", store.get_team(p, &players)).await;
    let all = ListTeams::default();
    let list = async { store.with_prefs(p, store.list_teams(p, &all).await?.items).await };
    ledger.enter("GET teams, 25, one with prefs of 4.8 kB", list).await;
    store.update_team_prefs(p, &players, &small, &changes[2]).await.unwrap();
    let logs = store.list_team_logs(p, &players, Limit::default(), Offset::default(), now);
    ledger.enter("GET logs of a team, 25 of 35", logs).await;
}

async fn members(ledger: &mut Ledger) {
    let (store, project) = (ledger.store(), ledger.project.clone());
    let (p, players, one) = (&project.id, players(), MembershipId::parse("m-7").unwrap());
    let every = ListMembers::default();
    let page = store.list_members(p, &players, &every);
    ledger.enter("GET memberships of a team, 25 of 30", page).await;
    ledger.enter("GET membership", store.get_membership(p, &players, &one)).await;
    let changes = [ledger.clock.change(), ledger.clock.change()];
    let roles = store.update_roles(p, &players, &one, Roles::owner(), &changes[0]);
    ledger.enter("PATCH membership, roles", roles).await;
    ledger.enter("DELETE membership", store.delete_membership(p, &players, &one, &changes[1])).await;
}

async fn end(ledger: &mut Ledger) {
    let (store, project) = (ledger.store(), ledger.project.clone());
    let (p, players) = (&project.id, players());
    let changes = [ledger.clock.change(), ledger.clock.change()];
    let renamed = store.update_team_name(p, &players, name("Team spirit"), &changes[0]);
    ledger.enter("PUT team, both words change", renamed).await;
    ledger.enter("DELETE team, 29 members", store.delete_team(p, &players, &changes[1])).await;
}
