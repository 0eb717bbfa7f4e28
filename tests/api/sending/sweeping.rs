//! What the sweeper sends: messages of killed functions, and those that no provider took.

use super::{LATER, nowhere, refusing};
use crate::app::TestApp;
use roster_core::{DueMessage, OutboxContent, OutboxEntry, Proof, SecretHash, SessionAlert, SignInEffects, Timestamp};
use roster_mail::{MailSettings, Mailer};
use roster_tests::clock::user_id;
use roster_tests::faults::{Fault, Rule};
use roster_tests::mailbox::Mailbox;
use roster_tests::product::keyring;
use std::time::Duration;
use sweeper::SweptMessages;

#[tokio::test]
async fn the_sweeper_sends_the_message_of_a_killed_function_once_with_the_same_id() {
    let app = TestApp::start().await;
    app.add_ann().await;
    let Mailbox { inbox, mailer, folder: _folder } = Mailbox::open().await;
    let (entry, _) = app.write(&mailer, false).await;
    app.pass(LATER);
    let (one, two) = tokio::join!(app.send_due(&mailer), app.send_due(&mailer));
    assert_eq!((one.sent + two.sent, one.left + two.left), (1, 0));
    let received = inbox.messages().await;
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].message_id, format!("{}@tests.example", entry.id));
    assert_eq!(app.waiting(), 0);
    app.check("after a sweep");
}

/// The message was sent, and the function was killed before it took it out of the outbox: it is sent once more, and a
/// receiver can recognise the copy.
#[tokio::test]
async fn a_message_that_may_have_been_sent_is_sent_again_with_the_same_id() {
    let app = TestApp::start().await;
    app.add_ann().await;
    let Mailbox { inbox, mailer, folder: _folder } = Mailbox::open().await;
    let (entry, prepared) = app.write(&mailer, false).await;
    let killed = app.table.caller();
    killed.faults.add(Rule::new(Fault::KillBefore).on("DeleteItem"));
    assert!(killed.faults.run(mailer.deliver(&killed.store, prepared, Mailer::BOUND)).await.is_none());
    app.pass(LATER);
    assert_eq!(app.send_due(&mailer).await.sent, 1);
    let ids: Vec<_> = inbox.messages().await.into_iter().map(|message| message.message_id).collect();
    assert_eq!(ids, [format!("{}@tests.example", entry.id), format!("{}@tests.example", entry.id)]);
}

#[tokio::test]
async fn a_provider_that_is_down_delays_a_message_and_loses_none() {
    let app = TestApp::start().await;
    app.add_ann().await;
    let Mailbox { inbox, mailer, folder: _folder } = Mailbox::open().await;
    let down = nowhere().await;
    app.ask(&down, Mailer::BOUND).await;
    assert_eq!(app.waiting(), 1);
    app.pass(LATER);
    let swept = app.send_due(&down).await;
    assert_eq!((swept.left, swept.stuck, swept.sent), (1, 0, 0));
    assert!(swept.oldest_left.is_some());
    // Its next try is a minute later, and not before.
    app.pass(50);
    assert_eq!(app.send_due(&mailer).await, SweptMessages::default());
    app.pass(11);
    assert_eq!(app.send_due(&mailer).await.sent, 1);
    assert_eq!((inbox.messages().await.len(), app.waiting()), (1, 0));
}

#[tokio::test]
async fn a_provider_that_stays_down_makes_messages_stuck_and_they_are_given_up_at_the_end_of_their_link() {
    let app = TestApp::start().await;
    app.add_ann().await;
    let down = nowhere().await;
    app.write(&down, false).await;
    let mut stuck = 0;
    for _ in 0..12 {
        app.pass(300);
        stuck = stuck.max(app.send_due(&down).await.stuck);
    }
    assert_eq!(stuck, 1);
    app.pass(1);
    let mut given_up = 0;
    for _ in 0..8 {
        app.pass(600);
        given_up += app.send_due(&down).await.given_up;
    }
    assert_eq!((given_up, app.waiting()), (1, 0));
}

#[tokio::test]
async fn a_message_that_is_rejected_for_good_is_tried_once_more_and_counted_as_given_up() {
    let app = TestApp::start().await;
    app.add_ann().await;
    let mailer = refusing("550 <ann-sending@example.com> unknown").await;
    app.ask(&mailer, Mailer::BOUND).await;
    assert_eq!(app.waiting(), 1, "only the sweeper counts");
    app.pass(LATER);
    assert_eq!((app.send_due(&mailer).await.given_up, app.waiting()), (1, 0));
    app.write(&refusing("451 later").await, false).await;
    app.pass(LATER);
    assert_eq!(app.send_due(&refusing("451 later").await).await.left, 1);
}

/// A server that takes nothing from this client, whoever is the receiver: an operator can help, so the message waits.
#[tokio::test]
async fn what_a_server_rejects_because_of_the_deployment_waits() {
    let app = TestApp::start().await;
    app.add_ann().await;
    let Mailbox { inbox, mailer, folder: _folder } = Mailbox::open().await;
    for answer in ["530 sign in first", "534 a better mechanism", "554 relaying is denied"] {
        let refusing = refusing(answer).await;
        app.ask(&refusing, Mailer::BOUND).await;
        app.pass(LATER);
        let swept = app.send_due(&refusing).await;
        assert_eq!((swept.left, swept.given_up), (1, 0), "{answer}");
        app.pass(LATER);
        assert_eq!((app.send_due(&mailer).await.sent, app.waiting()), (1, 0), "{answer}");
    }
    assert_eq!(inbox.messages().await.len(), 3);
}

#[tokio::test]
async fn a_message_of_a_deleted_user_or_project_is_dropped() {
    let app = TestApp::start().await;
    let Mailbox { inbox, mailer, folder: _folder } = Mailbox::open().await;
    app.add_ann().await;
    app.write(&mailer, false).await;
    app.store.delete_user(&app.project.id, &user_id("ann"), &app.time.change()).await.unwrap();
    app.add_ann().await;
    app.pass(LATER);
    assert_eq!(app.send_due(&mailer).await.dropped, 1);
    app.write(&mailer, false).await;
    app.store.close_project(&app.project.id, &app.time.change()).await.unwrap();
    app.pass(LATER);
    assert_eq!((app.send_due(&mailer).await.dropped, app.waiting()), (1, 0));
    assert!(inbox.messages().await.is_empty());
}

#[tokio::test]
async fn a_message_that_cannot_be_decrypted_is_given_up_and_the_next_one_is_sent() {
    let app = TestApp::start().await;
    app.add_ann().await;
    let Mailbox { inbox, mailer, folder: _folder } = Mailbox::open().await;
    let change = app.time.change();
    let token = app.time.token(&user_id("ann"), "broken", "broken");
    let broken = OutboxEntry {
        id: change.id,
        content: OutboxContent::Sealed(vec![1; 60]),
        made_at: change.at,
        give_up_at: token.expires_at,
    };
    app.store.create_account_token(&app.project.id, None, (&token, Some(&broken)), &change).await.unwrap();
    app.write(&mailer, false).await;
    app.pass(LATER);
    let swept = app.send_due(&mailer).await;
    assert_eq!((swept.given_up, swept.sent, app.waiting()), (1, 1, 0));
    assert_eq!(inbox.messages().await.len(), 1);
}

/// Signs ann in by a session of her own with a message about it, as a function does that does not send.
async fn sign_in_with_alert(app: &TestApp, id: &str) {
    let (session, secret) = app.time.session(&user_id("ann"), id);
    let change = app.time.change();
    let content = SessionAlert {
        to: SecretHash::of(super::ANN),
        ip: session.ip.clone(),
        country_code: session.country_code.clone(),
        client_name: session.client.client_name.clone(),
        os_name: session.client.os_name.clone(),
        locale: "en".to_owned(),
    };
    let alert = OutboxEntry {
        id: change.id,
        content: OutboxContent::SessionAlert(content),
        made_at: change.at,
        give_up_at: change.at.after(Duration::from_hours(24)),
    };
    let effects = SignInEffects { alert: Some(alert), ..SignInEffects::default() };
    let new = (&session, &secret);
    app.store.sign_in(&app.project.id, None, new, &Proof::Key, &effects, &change).await.unwrap();
}

#[tokio::test]
async fn a_session_alert_names_time_client_and_place() {
    let app = TestApp::start().await;
    app.add_ann().await;
    let Mailbox { inbox, mailer, folder: _folder } = Mailbox::open().await;
    sign_in_with_alert(&app, "s-second").await;
    let rows = app.table.rows();
    let waiting = rows.iter().find(|row| row.pk().starts_with("O#")).unwrap();
    assert!(!format!("{:?}", waiting.item()).contains("example.com"), "no email in the outbox");
    app.pass(LATER);
    assert_eq!(app.send_due(&mailer).await.sent, 1);
    let text = inbox.messages().await.remove(0).text;
    for part in ["Time: 2030-03-17 17:4", " UTC", "Client: Firefox, Debian", "IP address: 192.0.2.7"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    app.check("after an alert");
}

/// The function that writes it cannot know that nothing is sent.
#[tokio::test]
async fn a_session_alert_is_dropped_at_once_where_no_emails_are_sent() {
    let app = TestApp::start().await;
    app.add_ann().await;
    for id in ["s-first", "s-second", "s-third"] {
        sign_in_with_alert(&app, id).await;
    }
    app.pass(LATER);
    let without = Mailer::connect(MailSettings::from_vars(|_| None).unwrap(), keyring());
    let swept = app.send_due(&without).await;
    assert_eq!((swept.dropped, swept.left, app.waiting()), (3, 0, 0));
    assert_eq!(app.send_due(&without).await, SweptMessages::default());
}

/// A message in the outbox that was written for this time, however late the sweeper comes.
#[tokio::test]
async fn a_message_is_not_sent_after_its_link_has_ended() {
    let app = TestApp::start().await;
    app.add_ann().await;
    let Mailbox { inbox, mailer, folder: _folder } = Mailbox::open().await;
    let (entry, _) = app.write(&mailer, false).await;
    let at_the_end = DueMessage {
        due_at: entry.due_at(),
        project: app.project.id.clone(),
        user: user_id("ann"),
        cid: entry.id,
        code: None,
        tries: 0,
        entry: entry.clone(),
    };
    assert!(!at_the_end.is_given_up(Timestamp::from_millis(entry.give_up_at.as_millis() - 1)));
    app.time.set(entry.give_up_at);
    assert_eq!((app.send_due(&mailer).await.given_up, inbox.messages().await.len()), (1, 0));
}
