//! What accepting an invitation needs of the table.

use crate::operations::{Scene, member};
use roster_core::{Acceptance, Error, SecretHash};
use roster_store::FirstSession;
use roster_tests::clock::{founder, name, team_id, user_id};
use roster_tests::invariants::EXACT;

/// In how many teams ann is.
const TEAMS: usize = 40;

fn acceptance(user: &str, id: &str) -> Acceptance {
    let (team, user, secret) = (team_id("band"), user_id(user), SecretHash::of("guessed"));
    Acceptance { team, membership: member(id), user, secret, signed_in: None }
}

/// Anybody may send the id of a user who is in many teams.
#[tokio::test]
async fn an_unknown_membership_reads_no_team_of_its_user() {
    let scene = Scene::set().await;
    let (store, p, ann) = (&scene.observer.store, &scene.project.id, user_id("ann"));
    for n in 0..TEAMS {
        let (id, owner) = (team_id(&format!("team-{n}")), founder(&ann, &format!("m-of-{n}")));
        store.create_team(p, &id, &name("Team"), Some(&owner), &scene.clock.change()).await.unwrap();
    }
    let caller = scene.table.caller();
    let find = async |user: &str, id: &str| {
        let acceptance = acceptance(user, id);
        let (found, bill) = caller.meter.measure(caller.store.find_invitation(p, &acceptance)).await;
        (found.map(drop), bill.read_units())
    };
    let (unknown, units) = find("ann", "unknown").await;
    assert!(matches!(unknown, Err(Error::InvitationNotFound)), "{unknown:?}");
    // The team, the index, the user, and the memberships at half the price.
    assert!(units < 6.0, "{units}");
    let (elsewhere, _) = find("ann", "m-of-7").await;
    assert!(matches!(elsewhere, Err(Error::InvitationOfOtherTeam)), "{elsewhere:?}");
    for (user, id) in [("bob", "m-of-7"), ("nobody", "m-of-7")] {
        let (of_another, _) = find(user, id).await;
        assert!(matches!(of_another, Err(Error::InvitationNotFound)), "{user}: {of_another:?}");
    }
    scene.table.check(EXACT, "after questions");
}

/// The caller saw an invitation that begins a session; all sessions of the user end before it is written.
#[tokio::test]
async fn an_invitation_begins_no_session_when_all_sessions_end_in_between() {
    let scene = Scene::set().await;
    let (store, p, bob) = (&scene.observer.store, &scene.project.id, user_id("bob"));
    let acceptance = Acceptance { secret: SecretHash::of("the first link"), ..acceptance("bob", "m-open") };
    let open = store.find_invitation(p, &acceptance).await.unwrap();
    assert!(open.begins_session());
    store.delete_sessions(p, &bob, &scene.clock.change()).await.unwrap();
    let ((session, secret), begins) = (scene.clock.session(&bob, "s-new"), scene.clock.change());
    let first = FirstSession { session: &session, secret: &secret, change: &begins, is_access: true };
    let accepted = store.accept_invitation(p, &acceptance, open, Some(&first), &scene.clock.change()).await;
    assert!(matches!(accepted, Err(Error::Contention)), "{accepted:?}");
    // The caller asks again, and sees that no session can begin.
    let open = store.find_invitation(p, &acceptance).await.unwrap();
    assert!(!open.begins_session());
    store.accept_invitation(p, &acceptance, open, None, &scene.clock.change()).await.unwrap();
    assert_eq!(store.list_sessions(p, &bob, scene.clock.now()).await.unwrap().total, 0);
    scene.table.check(EXACT, "a member without a session");
}
