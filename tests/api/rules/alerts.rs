//! Emails about new sessions, and what somebody with a stolen password can do against them.

use super::v1;
use crate::inbox::WithInbox;
use serde_json::{Value, json};
use std::time::Duration;

const ANN: &str = "ann@example.com";
const PASSWORD: &str = "correct horse";

/// Ann in a session of hers, in a project with session alerts.
async fn with_ann() -> (WithInbox, String) {
    let mut app = WithInbox::start().await;
    app.create("ann").await;
    app.set_rules(|rules| rules.session_alerts = true).await;
    let own = app.sign_in("ann").await;
    (app, own)
}

impl WithInbox {
    /// Signs in as ann in the 1.x dialect. Returns the token of the session.
    async fn steal(&self) -> String {
        v1(self.try_sign_in(ANN, PASSWORD)).send().await.token()
    }

    /// A call with a body in the session with this token, which must succeed.
    async fn patch_as(&self, token: &str, path: &str, body: Value) {
        let answer = v1(self.patch(path).session(token).json(body)).send().await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    }

    /// Sweeps, and checks that ann has got this many emails and nobody else has got any.
    async fn alerts_ann(&self, times: usize) {
        self.pass(120);
        self.sweep(&self.mailer).await;
        let to: Vec<_> = self.inbox.messages().await.into_iter().map(|message| message.to).collect();
        assert_eq!(to, vec![ANN; times]);
    }
}

#[tokio::test]
async fn the_first_session_has_no_alert_and_the_next_one_has() {
    let (app, own) = with_ann().await;
    app.alerts_ann(0).await;
    app.sign_in("ann").await;
    app.alerts_ann(1).await;
    // When all have ended, the next one is the first again.
    v1(app.delete("/v1/account/sessions").session(&own)).send().await.is_done();
    app.sign_in("ann").await;
    app.alerts_ann(1).await;
}

#[tokio::test]
async fn a_session_that_has_ended_has_an_alert() {
    let (app, _own) = with_ann().await;
    let stolen = app.steal().await;
    v1(app.delete("/v1/account/sessions/current").session(&stolen)).send().await.is_done();
    app.alerts_ann(1).await;
}

#[tokio::test]
async fn a_session_that_ends_all_others_has_an_alert() {
    let (app, own) = with_ann().await;
    let stolen = app.steal().await;
    let body = json!({ "password": "another horse", "oldPassword": PASSWORD });
    app.patch_as(&stolen, "/v1/account/password", body).await;
    assert!(!app.accepts(&own).await && app.accepts(&stolen).await);
    app.alerts_ann(1).await;
    // The session that is left counts as another one.
    app.try_sign_in(ANN, "another horse").send().await.token();
    app.alerts_ann(2).await;
}

#[tokio::test]
async fn an_alert_goes_to_the_email_of_the_sign_in() {
    let (app, _own) = with_ann().await;
    let stolen = app.steal().await;
    for email in ["thief@example.com", "second@example.com"] {
        app.patch_as(&stolen, "/v1/account/email", json!({ "email": email, "password": PASSWORD })).await;
    }
    app.alerts_ann(1).await;
}

#[tokio::test]
async fn there_are_alerts_also_where_a_user_has_one_session_at_a_time() {
    let (mut app, own) = with_ann().await;
    app.set_rules(|rules| rules.session_limit = Some(1)).await;
    app.steal().await;
    assert!(!app.accepts(&own).await);
    app.alerts_ann(1).await;
}

/// An expired session does not count.
#[tokio::test]
async fn after_the_end_of_a_session_the_next_one_is_the_first() {
    let mut app = WithInbox::start().await;
    app.create("ann").await;
    app.set_rules(|rules| {
        rules.session_alerts = true;
        rules.session_duration = Duration::from_secs(600);
    })
    .await;
    app.sign_in("ann").await;
    app.pass(601);
    app.sign_in("ann").await;
    app.alerts_ann(0).await;
}
