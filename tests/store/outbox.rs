//! The outbox: a message is written with its change, sent once, and tried again by the rules of its item.

use crate::operations::Scene;
use futures_util::future::join_all;
use roster_core::{
    Change, DueMessage, Language, MessageKind, OutboxContent, OutboxEntry, Proof, SecretHash, TemplateText, Timestamp,
    Ulid,
};
use roster_store::{Store, StoredTemplate};
use roster_tests::clock::{bare, email, user_id};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::EXACT;
use std::collections::HashSet;
use std::time::Duration;

/// After this time every request has ended, so the sweeper takes its messages.
const LATER: Duration = Duration::from_secs(61);

fn entry(change: &Change) -> OutboxEntry {
    OutboxEntry {
        id: change.id,
        content: OutboxContent::Sealed(vec![7; 300]),
        made_at: change.at,
        give_up_at: change.at.after(Duration::from_hours(1)),
    }
}

/// Writes a token of bob with its message, and returns the message.
async fn ask(scene: &Scene, store: &Store, change: &Change) -> roster_core::Result<OutboxEntry> {
    let (bob, message) = (user_id("bob"), entry(change));
    let id = format!("t{}", change.id.random() % 1_000_000);
    let token = scene.clock.token(&bob, &id, &id);
    store.create_account_token(&scene.project.id, None, (&token, Some(&message)), change).await?;
    Ok(message)
}

/// Every message that may be sent at this time.
async fn due(store: &Store, now: Timestamp) -> Vec<DueMessage> {
    let (mut found, mut from) = (Vec::new(), None);
    loop {
        let page = store.due_messages(now, from).await.unwrap();
        found.extend(page.messages);
        match page.next {
            Some(next) => from = Some(next),
            None => return found,
        }
    }
}

/// A scene with an empty outbox.
async fn quiet() -> Scene {
    let scene = Scene::set().await;
    for message in due(&scene.observer.store, scene.clock.now().after(Duration::from_hours(24))).await {
        scene.observer.store.drop_message(&message).await.unwrap();
    }
    scene
}

fn rows_of(scene: &Scene) -> usize {
    scene.table.rows().iter().filter(|row| row.pk().starts_with("O#")).count()
}

#[tokio::test]
async fn a_message_is_left_to_its_request_for_a_minute_and_then_due() {
    let scene = quiet().await;
    let store = &scene.observer.store;
    let message = ask(&scene, store, &scene.clock.change()).await.unwrap();
    assert!(due(store, message.made_at.after(Duration::from_secs(59))).await.is_empty());
    let found = due(store, message.made_at.after(Duration::from_secs(60))).await;
    assert_eq!((found.len(), &found[0].entry, found[0].tries), (1, &message, 0));
    assert_eq!((&found[0].project, &found[0].user), (&scene.project.id, &user_id("bob")));
    store.delete_message(&message).await.unwrap();
    store.delete_message(&message).await.unwrap();
    assert_eq!(rows_of(&scene), 0);
    scene.table.check(EXACT, "after a message");
}

#[tokio::test]
async fn a_killed_request_leaves_token_and_message_or_neither() {
    for fault in [Fault::KillBefore, Fault::KillAfter] {
        for call in 1..=2 {
            let scene = quiet().await;
            let killed = scene.table.caller();
            killed.faults.add(Rule::new(fault).at_call(call));
            let tokens = |scene: &Scene| scene.table.rows().iter().filter(|row| row.sk().starts_with("Q#")).count();
            let before = tokens(&scene);
            let outcome = killed.faults.run(ask(&scene, &killed.store, &scene.clock.change())).await;
            assert!(outcome.is_none(), "{fault:?} at call {call}");
            killed.settle().await;
            assert_eq!(tokens(&scene) - before, rows_of(&scene), "{fault:?} at call {call}");
            scene.table.check(EXACT, "after a kill");
        }
    }
}

#[tokio::test]
async fn a_lost_answer_writes_one_message() {
    let scene = quiet().await;
    let caller = scene.table.caller();
    caller.faults.add(Rule::new(Fault::LostAnswer).on("TransactWriteItems").times(2));
    ask(&scene, &caller.store, &scene.clock.change()).await.unwrap();
    assert_eq!(rows_of(&scene), 1);
}

#[tokio::test]
async fn of_many_sweepers_one_gets_a_message() {
    let scene = quiet().await;
    let store = &scene.observer.store;
    ask(&scene, store, &scene.clock.change()).await.unwrap();
    scene.clock.pass(LATER);
    let now = scene.clock.now();
    let message = due(store, now).await.remove(0);
    let claims = join_all((0..8).map(|_| store.claim_message(message.clone(), now))).await;
    let claimed: Vec<_> = claims.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(claimed.len(), 1);
    assert_eq!((claimed[0].tries, claimed[0].due_at), (1, now.after(Duration::from_mins(1))));
    assert!(due(store, now).await.is_empty(), "it waits for its next try");
    assert_eq!(rows_of(&scene), 1);
    // The next try, should the sweeper that has it be killed.
    assert_eq!(due(store, now.after(Duration::from_mins(1))).await, claimed);
    store.drop_message(&claimed[0]).await.unwrap();
    assert_eq!(rows_of(&scene), 0);
}

/// A claim whose answer is lost counts as taken: the message is tried again at its next time, not lost.
#[tokio::test]
async fn a_claim_without_an_answer_loses_nothing() {
    let scene = quiet().await;
    let store = &scene.observer.store;
    ask(&scene, store, &scene.clock.change()).await.unwrap();
    scene.clock.pass(LATER);
    let message = due(store, scene.clock.now()).await.remove(0);
    for fault in [Fault::KillBefore, Fault::KillAfter] {
        let killed = scene.table.caller();
        killed.faults.add(Rule::new(fault).at_call(1));
        let outcome = killed.faults.run(killed.store.claim_message(message.clone(), scene.clock.now())).await;
        assert!(outcome.is_none());
        killed.settle().await;
        assert_eq!(rows_of(&scene), 1, "{fault:?}");
    }
    scene.clock.pass(LATER);
    assert_eq!(due(store, scene.clock.now()).await[0].tries, 1);
}

#[tokio::test]
async fn many_messages_are_read_in_pages_each_once() {
    let scene = quiet().await;
    let store = &scene.observer.store;
    let asked = join_all((0..250).map(|_| async {
        let change = scene.clock.change();
        ask(&scene, store, &change).await
    }));
    let mut ids: Vec<Ulid> = asked.await.into_iter().map(|message| message.unwrap().id).collect();
    scene.clock.pass(LATER);
    let mut found: Vec<Ulid> = due(store, scene.clock.now()).await.iter().map(|message| message.entry.id).collect();
    ids.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, ids);
}

/// So that a sweep that has no time for all of them does not leave the same ones each time.
#[tokio::test]
async fn sweeps_begin_at_different_parts_of_the_outbox() {
    let scene = quiet().await;
    let store = &scene.observer.store;
    for _ in 0..100 {
        ask(&scene, store, &scene.clock.change()).await.unwrap();
    }
    scene.clock.pass(LATER);
    let mut first = HashSet::new();
    for millis in 0..8 {
        let page = store.due_messages(scene.clock.now().after(Duration::from_millis(millis)), None).await.unwrap();
        first.extend(page.messages.iter().map(|message| message.entry.id.random() % 8));
    }
    assert_eq!(first.len(), 8);
}

#[tokio::test]
async fn a_message_of_a_deleted_user_has_no_addressee() {
    let scene = quiet().await;
    let (store, p, bob) = (&scene.observer.store, &scene.project.id, user_id("bob"));
    ask(&scene, store, &scene.clock.change()).await.unwrap();
    scene.clock.pass(LATER);
    let now = scene.clock.now();
    let message = due(store, now).await.remove(0);
    assert_eq!(store.find_addressee(&message).await.unwrap().unwrap().user.id, bob);
    store.delete_user(p, &bob, &scene.clock.change()).await.unwrap();
    assert!(store.find_addressee(&message).await.unwrap().is_none());
    store.create_user(&scene.project, bare("bob"), &scene.clock.change()).await.unwrap();
    assert!(store.find_addressee(&message).await.unwrap().is_none(), "another user with the same id");
}

#[tokio::test]
async fn a_message_of_a_project_that_is_being_deleted_has_no_addressee() {
    let scene = quiet().await;
    let store = &scene.observer.store;
    ask(&scene, store, &scene.clock.change()).await.unwrap();
    scene.clock.pass(LATER);
    let message = due(store, scene.clock.now()).await.remove(0);
    store.close_project(&scene.project.id, &scene.clock.change()).await.unwrap();
    assert!(store.find_addressee(&message).await.unwrap().is_none());
}

#[tokio::test]
async fn a_former_email_is_found_by_its_hash_and_the_time_of_the_change() {
    let scene = quiet().await;
    let (store, p, bob) = (&scene.observer.store, &scene.project.id, user_id("bob"));
    let set = async |to: &str| {
        store.update_email(p, &bob, email(to), &Proof::Key, &scene.clock.change()).await.unwrap();
    };
    let find = async |since: Timestamp, former: &str| {
        let found = store.find_former_email(p, &bob, (since, &SecretHash::of(former))).await.unwrap();
        found.map(|email| email.as_str().to_owned())
    };
    set("first@example.com").await;
    scene.clock.pass(LATER);
    let since = scene.clock.now();
    assert_eq!(find(since, "first@example.com").await, None, "it is the present one");
    set("second@example.com").await;
    set("third@example.com").await;
    for former in ["first@example.com", "second@example.com"] {
        assert_eq!(find(since, former).await.as_deref(), Some(former));
    }
    assert_eq!(find(since, "third@example.com").await, None);
    scene.clock.pass(LATER);
    assert_eq!(find(scene.clock.now(), "first@example.com").await, None, "changed before that time");
}

fn template(text: &str) -> StoredTemplate {
    let (subject, text) = (Some("New password".to_owned()), text.to_owned());
    StoredTemplate {
        kind: MessageKind::Recovery,
        language: Language::German,
        text: TemplateText::parse(MessageKind::Recovery, subject, text, None).unwrap(),
    }
}

#[tokio::test]
async fn the_project_says_whether_it_has_templates() {
    let scene = quiet().await;
    let (store, p) = (&scene.observer.store, &scene.project.id);
    let has = async || store.get_project(p).await.unwrap().rules.has_templates;
    let which = (MessageKind::Recovery, Language::German);
    assert!(!has().await);
    store.set_template(p, &template("{{link}}"), &scene.clock.change()).await.unwrap();
    store.set_template(p, &template("Go to {{link}}"), &scene.clock.change()).await.unwrap();
    let other = StoredTemplate { language: Language::English, ..template("{{link}}") };
    store.set_template(p, &other, &scene.clock.change()).await.unwrap();
    assert!(has().await);
    assert_eq!(store.list_templates(p).await.unwrap(), [template("Go to {{link}}"), other]);
    let found = store.find_template(p, which.0, which.1).await.unwrap();
    assert_eq!(found, Some(template("Go to {{link}}").text));
    assert_eq!(store.find_template(p, MessageKind::Invitation, Language::German).await.unwrap(), None);

    store.remove_template(p, which, &scene.clock.change()).await.unwrap();
    assert!(has().await);
    let again = store.remove_template(p, which, &scene.clock.change()).await;
    assert!(matches!(again, Err(roster_core::Error::TemplateNotFound)), "{again:?}");
    store.remove_template(p, (MessageKind::Recovery, Language::English), &scene.clock.change()).await.unwrap();
    assert!(!has().await);
    scene.table.check(EXACT, "after templates");
}

#[tokio::test]
async fn templates_are_deleted_with_their_project() {
    let scene = quiet().await;
    let (store, p) = (&scene.observer.store, &scene.project.id);
    store.set_template(p, &template("{{link}}"), &scene.clock.change()).await.unwrap();
    store.delete_project(p, &scene.clock.change(), &mut |_| ()).await.unwrap();
    let left = scene.table.rows().iter().filter(|row| row.sk().starts_with("MT#")).count();
    assert_eq!(left, 0);
}
