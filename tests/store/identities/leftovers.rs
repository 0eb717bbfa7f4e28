//! Nothing of a deleted user's identities stays, and their accounts are free at once.

use super::Scene;
use crate::operations::identities::account;
use roster_tests::clock::user_id;
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::{EXACT, Slack};
use std::time::Duration;

/// The items with the letters of identities, and how many of them.
fn left(scene: &Scene) -> usize {
    let is_of_identity = |row: &&roster_tests::snapshot::Row| {
        row.pk().starts_with("I#") || row.pk().starts_with("IE#") || row.sk().starts_with("I#")
    };
    scene.table.rows().iter().filter(is_of_identity).count()
}

#[tokio::test]
async fn a_deleted_user_leaves_no_identity_claim_or_lookup() {
    let scene = Scene::build().await;
    scene.add("ann").await;
    for n in 0..3 {
        scene.link("ann", &account("google", &format!("{n}"), "one@example.org")).await.unwrap();
    }
    assert_eq!(left(&scene), 9);
    scene.store.delete_user(&scene.project.id, &user_id("ann"), &scene.clock.change()).await.unwrap();
    assert_eq!(left(&scene), 0);
    scene.table.check(EXACT, "deleted");
}

/// The deletion is killed before its leftovers are removed: another user gets the account meanwhile, and the sweeper leaves it.
#[tokio::test]
async fn an_account_of_a_deleted_user_is_free_before_the_sweeper_comes_and_stays_the_new_users() {
    for call in 3.. {
        let scene = Scene::build().await;
        let (store, p, clock) = (&scene.store, &scene.project.id, &scene.clock);
        scene.add("ann").await;
        let same = account("google", "7", "same@example.org");
        scene.link("ann", &same).await.unwrap();
        scene.link("ann", &account("github", "8", "same@example.org")).await.unwrap();
        let killed = scene.table.caller();
        killed.faults.add(Rule::new(Fault::KillBefore).at_call(call));
        let outcome = killed.faults.run(killed.store.delete_user(p, &user_id("ann"), &clock.change())).await;
        killed.settle().await;
        if outcome.is_some() {
            assert!(call > 5, "it was killed at least three times");
            break;
        }
        scene.table.check(Slack(1), &format!("killed at {call}"));
        // Somebody else signs up with the account, and a new user gets the id.
        scene.sign_in("bob", &same).await.unwrap();
        scene.add("ann").await;
        assert!(scene.of("ann").await.is_empty());
        clock.pass(Duration::from_secs(120));
        let swept = store.sweep(clock.now(), Duration::from_secs(60)).await.unwrap();
        assert_eq!(swept.left, 0);
        let found = store.identity_of_account(p, same.provider, &same.uid).await.unwrap();
        assert_eq!(found.unwrap().user, user_id("bob"), "killed at {call}");
        assert_eq!(left(&scene), 3, "killed at {call}");
        scene.table.check(EXACT, &format!("swept after {call}"));
    }
}

#[tokio::test]
async fn a_deleted_identity_frees_its_account_and_no_session_ends() {
    let scene = Scene::build().await;
    let (store, p) = (&scene.store, &scene.project.id);
    let same = account("google", "7", "ann@example.net");
    scene.sign_in("ann", &same).await.unwrap();
    scene.add("bob").await;
    let id = scene.of("ann").await[0].id.clone();
    for user in ["bob", "nobody"] {
        let other = store.delete_identity(p, Some(&user_id(user)), &id, &scene.clock.change()).await;
        assert!(matches!(other, Err(roster_core::Error::IdentityNotFound)), "{other:?}");
    }
    store.delete_identity(p, Some(&user_id("ann")), &id, &scene.clock.change()).await.unwrap();
    assert_eq!((scene.of("ann").await.len(), left(&scene)), (0, 0));
    assert_eq!(store.list_sessions(p, &user_id("ann"), scene.clock.now()).await.unwrap().total, 1);
    let again = store.delete_identity(p, None, &id, &scene.clock.change()).await;
    assert!(matches!(again, Err(roster_core::Error::IdentityNotFound)), "{again:?}");
    let linked = account("google", "7", "");
    scene.link("bob", &linked).await.unwrap();
    assert_eq!(scene.of("bob").await.len(), 1);
    scene.table.check(EXACT, "the account is bob's");
}
