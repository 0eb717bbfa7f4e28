//! What makes the sweeper do all of its calls: deletions and messages of functions that were killed.

use super::set_large_prefs;
use crate::deployment::Deployment;
use roster_core::{Change, OutboxContent, OutboxEntry, Proof, SecretHash, SessionAlert, SignInEffects};
use roster_tests::clock;
use roster_tests::faults::{Fault, Rule};
use serde_json::json;
use std::time::Duration;

/// The calls of the sweeper, which finishes the deletions of functions that were killed right after their transactions.
pub async fn of_the_sweeper(deployment: &Deployment) {
    deployment.start().await;
    abandon_a_deletion(deployment).await;
    abandon_a_team(deployment).await;
    abandon_messages(deployment).await;
    let swept =
        |finished: u64, messages: u64| json!({ "finished": finished, "left": 0, "sent": 0, "messagesLeft": messages });
    assert_eq!(deployment.sweep().await, swept(0, 0), "the functions could still work on the jobs and messages");
    deployment.clock.pass(Duration::from_mins(2));
    // No server takes the message about the session; it is not due again at once.
    assert_eq!(deployment.sweep().await, swept(2, 1));
    assert_eq!(deployment.sweep().await, swept(0, 0));
}

/// Leaves a message that cannot be decrypted, which is given up, and one about a session.
async fn abandon_messages(deployment: &Deployment) {
    let (p, clock) = (&deployment.project.id, &deployment.clock);
    let user = deployment.add_user("bob").await;
    let (session, secret) = clock.session(&user, "s-alert");
    let entry = |change: &Change, content: OutboxContent| OutboxEntry {
        id: change.id,
        content,
        made_at: change.at,
        give_up_at: change.at.after(Duration::from_hours(1)),
    };
    let store = deployment.other_caller().store;
    let change = clock.change();
    // The hash is not that of the email: a former one is looked for in the log.
    let alert = SessionAlert {
        to: SecretHash::of("former@example.com"),
        ip: "192.0.2.7".to_owned(),
        country_code: String::new(),
        client_name: String::new(),
        os_name: String::new(),
        locale: "en".to_owned(),
    };
    let about = entry(&change, OutboxContent::SessionAlert(alert));
    let effects = SignInEffects { alert: Some(about), ..SignInEffects::default() };
    store.sign_in(p, None, (&session, &secret), &Proof::Key, &effects, &change).await.unwrap();
    let change = clock.change();
    let message = entry(&change, OutboxContent::Sealed(vec![0; 40]));
    let token = clock.token(&user, "t-message", "message");
    store.create_account_token(p, None, (&token, Some(&message)), &change).await.unwrap();
}

async fn abandon_a_deletion(deployment: &Deployment) {
    let user = deployment.add_user("ada").await;
    set_large_prefs(deployment, "ada").await;
    let killed = deployment.other_caller();
    killed.faults.add(Rule::new(Fault::KillAfter).on("TransactWriteItems"));
    let change = deployment.clock.change();
    let deletion = killed.store.delete_user(&deployment.project.id, &user, &change);
    assert!(killed.faults.run(deletion).await.is_none(), "the function is killed");
    killed.settle().await;
}

async fn abandon_a_team(deployment: &Deployment) {
    deployment.add_user("grace").await;
    let killed = deployment.other_caller();
    killed.faults.add(Rule::new(Fault::KillAfter).on("TransactWriteItems"));
    let (change, team) = (deployment.clock.change(), clock::team_id("team-of-grace"));
    let deletion = killed.store.delete_team(&deployment.project.id, &team, &change);
    assert!(killed.faults.run(deletion).await.is_none(), "the function is killed");
    killed.settle().await;
}
