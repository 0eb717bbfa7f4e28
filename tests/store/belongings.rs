//! The items that belong to a user: sessions, log entries and memberships.

use crate::operations::Scene;
use roster_core::{Error, Limit, NewMembership, Offset, Proof, SessionId, UserId};
use roster_tests::clock::{bare, email, full, membership, name, origin, team_id, user_id};
use roster_tests::invariants::EXACT;
use roster_tests::snapshot::Row;
use std::time::Duration;

async fn sessions_of(scene: &Scene, user: &UserId) -> Vec<String> {
    let listing = scene.observer.store.list_sessions(&scene.project.id, user, scene.clock.now()).await.unwrap();
    assert_eq!(listing.total as usize, listing.items.len());
    listing.items.into_iter().map(|session| session.id.to_string()).collect()
}

#[tokio::test]
async fn a_session_is_read_unchanged_until_it_expires() {
    let scene = Scene::set().await;
    let (store, p, bob) = (&scene.observer.store, &scene.project.id, user_id("bob"));
    let (session, secret) = scene.clock.session(&bob, "s-new");
    store.create_session(p, &session, &secret, &Proof::Key, &scene.clock.change()).await.unwrap();
    let listing = store.list_sessions(p, &bob, scene.clock.now()).await.unwrap();
    assert_eq!(listing.items, [session]);
    scene.clock.pass(Duration::from_hours(25));
    assert!(sessions_of(&scene, &bob).await.is_empty(), "it is expired, whether or not the table removed it");
    let ended = store.delete_session(p, &bob, &SessionId::parse("s-new").unwrap(), &scene.clock.change()).await;
    assert!(matches!(ended, Err(Error::SessionNotFound)), "{ended:?}");
}

#[tokio::test]
async fn a_session_is_deleted_only_through_its_user() {
    let scene = Scene::set().await;
    let (store, p) = (&scene.observer.store, &scene.project.id);
    let id = SessionId::parse("s-1").unwrap();
    let of_another = store.delete_session(p, &user_id("bob"), &id, &scene.clock.change()).await;
    assert!(matches!(of_another, Err(Error::SessionNotFound)), "{of_another:?}");
    let of_nobody = store.delete_session(p, &user_id("nobody"), &id, &scene.clock.change()).await;
    assert!(matches!(of_nobody, Err(Error::UserNotFound)), "{of_nobody:?}");
    store.delete_session(p, &user_id("ann"), &id, &scene.clock.change()).await.unwrap();
    assert_eq!(sessions_of(&scene, &user_id("ann")).await, ["s-0", "s-2"]);
    scene.table.check(EXACT, "one session ended");
}

#[tokio::test]
async fn a_session_created_after_all_were_deleted_is_valid() {
    let scene = Scene::set().await;
    let (store, p, ann) = (&scene.observer.store, &scene.project.id, user_id("ann"));
    store.delete_sessions(p, &ann, &scene.clock.change()).await.unwrap();
    assert!(sessions_of(&scene, &ann).await.is_empty());
    let (session, secret) = scene.clock.session(&ann, "s-fresh");
    store.create_session(p, &session, &secret, &Proof::Key, &scene.clock.change()).await.unwrap();
    assert_eq!(sessions_of(&scene, &ann).await, ["s-fresh"]);
    scene.table.check(EXACT, "a new session");
}

#[tokio::test]
async fn an_unknown_user_gets_no_session_and_no_membership() {
    let scene = Scene::set().await;
    let (store, p, nobody) = (&scene.observer.store, &scene.project.id, user_id("nobody"));
    let (session, secret) = scene.clock.session(&nobody, "s-x");
    let made = store.create_session(p, &session, &secret, &Proof::Key, &scene.clock.change()).await;
    assert!(matches!(made, Err(Error::UserNotFound)), "{made:?}");
    let joined = store.create_membership(p, &membership("m-x", &nobody, "crew"), &scene.clock.change()).await;
    assert!(matches!(joined, Err(Error::UserNotFound)), "{joined:?}");
    let teamless = store.create_membership(p, &membership("m-x", &user_id("ann"), "none"), &scene.clock.change()).await;
    assert!(matches!(teamless, Err(Error::TeamNotFound)), "{teamless:?}");
    scene.table.check(EXACT, "after three errors");
}

#[tokio::test]
async fn a_log_is_read_newest_first_in_pages_until_its_entries_expire() {
    let scene = Scene::set().await;
    let (store, p, clock) = (&scene.observer.store, &scene.project.id, &scene.clock);
    let new = full("eve", "eve@example.com", "+4955", "Eve Ox");
    store.create_user(&scene.project, new, &clock.change()).await.unwrap();
    let (eve, mut events) = (user_id("eve"), vec!["create".to_owned()]);
    for n in 0..30 {
        clock.pass(Duration::from_secs(60));
        store.update_name(p, &eve, name(&format!("Eve {n}")), &clock.change()).await.unwrap();
        events.insert(0, "update.name".to_owned());
    }
    for (limit, offset) in [(25, 0), (25, 25), (100, 0), (7, 3), (1, 30), (25, 31), (0, 0)] {
        let (limit, offset) = (Limit::new(limit).unwrap(), Offset::new(offset).unwrap());
        let page = store.list_logs(p, &eve, limit, offset, clock.now()).await.unwrap();
        let read: Vec<_> = page.entries.iter().map(|entry| entry.event.to_string()).collect();
        let expected: Vec<_> = events.iter().skip(offset.get()).take(limit.get()).cloned().collect();
        assert_eq!((read, page.total), (expected, 31), "{limit:?} {offset:?}");
        assert!(page.entries.is_sorted_by_key(|entry| std::cmp::Reverse(entry.at)));
        assert!(page.entries.iter().all(|entry| entry.origin == origin()));
        assert_eq!(page.user.name, name("Eve 29"));
    }
    clock.pass(Duration::from_hours(14 * 24) - Duration::from_secs(600));
    let page = store.list_logs(p, &eve, Limit::default(), Offset::default(), clock.now()).await.unwrap();
    assert!((8..=12).contains(&page.entries.len()), "{} entries of the last ten minutes", page.entries.len());
    let nobody = store.list_logs(p, &user_id("nobody"), Limit::default(), Offset::default(), clock.now()).await;
    assert!(matches!(nobody, Err(Error::UserNotFound)));
}

#[tokio::test]
async fn a_log_is_kept_for_the_time_that_the_deployment_sets() {
    let scene = Scene::set().await;
    let (p, clock, eve) = (&scene.project.id, &scene.clock, user_id("eve"));
    let kept = Duration::from_hours(3 * 24);
    let store = scene.table.caller().store.with_log_retention(kept);
    store.create_user(&scene.project, bare("eve"), &clock.change()).await.unwrap();
    let created = clock.now();
    let is_entry_of_eve = |row: &Row| row.pk().ends_with("#eve") && row.sk().starts_with("A#");
    let line = scene.table.rows().into_iter().find(is_entry_of_eve).unwrap();
    assert_eq!(line.number("exp") as u64, created.after(kept).as_secs());
    for (wait, lines) in [(Duration::from_hours(71), 1), (Duration::from_hours(2), 0)] {
        clock.pass(wait);
        let page = store.list_logs(p, &eve, Limit::default(), Offset::default(), clock.now()).await.unwrap();
        assert_eq!((page.entries.len(), page.total), (lines, lines as u64), "{wait:?}");
    }
}

#[tokio::test]
async fn a_membership_shows_the_current_names_of_its_user_and_team() {
    let scene = Scene::set().await;
    let (store, p, ann) = (&scene.observer.store, &scene.project.id, user_id("ann"));
    store.update_name(p, &ann, name("Ann Renamed"), &scene.clock.change()).await.unwrap();
    store.update_email(p, &ann, email("renamed@example.com"), &Proof::Key, &scene.clock.change()).await.unwrap();
    let invitation = NewMembership { confirmed: false, ..membership("m-2", &ann, "band") };
    store.create_membership(p, &invitation, &scene.clock.change()).await.unwrap();
    let listing = store.list_memberships(p, &ann).await.unwrap();
    let shown: Vec<_> =
        listing.items.iter().map(|m| (m.id.as_str(), m.team_name.as_str(), m.joined_at.is_some())).collect();
    assert_eq!(shown, [("m-2", "The band", false), ("m-ann", "The crew", true)]);
    assert!(listing.items.iter().all(|m| m.user_name == name("Ann Renamed")));
    assert!(listing.items.iter().all(|m| m.user_email == Some(email("renamed@example.com"))));
    assert_eq!(store.get_team(p, &team_id("band")).await.unwrap().total, 0, "an invited user does not count");
    let again = store.create_membership(p, &membership("m-3", &ann, "crew"), &scene.clock.change()).await;
    assert!(matches!(again, Err(Error::MembershipAlreadyExists)), "{again:?}");
    scene.table.check(EXACT, "memberships");
    store.delete_user(p, &ann, &scene.clock.change()).await.unwrap();
    scene.table.check(EXACT, "an invitation and a membership are deleted with their user");
}

/// All joins update the counter of the team: each one succeeds, and each one is counted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_joins_of_one_team_are_all_counted() {
    let scene = Scene::set().await;
    let mut joins = tokio::task::JoinSet::new();
    for n in 0..20 {
        let id = format!("joiner-{n}");
        scene.observer.store.create_user(&scene.project, bare(&id), &scene.clock.change()).await.unwrap();
        let (store, p, change) = (scene.observer.store.clone(), scene.project.id.clone(), scene.clock.change());
        let joined = membership(&format!("m-{id}"), &user_id(&id), "band");
        joins.spawn(async move { store.create_membership(&p, &joined, &change).await });
    }
    for outcome in joins.join_all().await {
        outcome.unwrap();
    }
    assert_eq!(scene.observer.store.get_team(&scene.project.id, &team_id("band")).await.unwrap().total, 20);
    scene.table.check(EXACT, "after the joins");
}
