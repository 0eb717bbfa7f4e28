//! Invitations: POST /v1/teams/{teamId}/memberships by an owner, and PATCH .../status with the secret of the link.

mod accepting;
mod inviting;
mod rules;

use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::with;
use crate::inbox::{SentLink, WithInbox};
use crate::request::Request;
use crate::teams::URL;
use crate::v1::expected::VERSION;
use serde_json::{Value, json};

const PATH: &str = "/v1/teams/crew/memberships";

impl WithInbox {
    /// An app with an inbox and the team "crew": ann is its owner, bob a member. Returns the session token of ann.
    async fn with_team() -> (Self, String) {
        let app = Self::start().await;
        for user in ["ann", "bob"] {
            app.create(user).await;
        }
        app.make_team("crew").await;
        app.join("crew", "ann", &["owner"]).await.ok();
        app.join("crew", "bob", &["cook"]).await.ok();
        let ann = app.sign_in("ann").await;
        (app, ann)
    }
}

/// The request in the 1.x dialect.
fn v1(request: Request<'_>) -> Request<'_> {
    request.format(VERSION)
}

/// A request to invite Zoe, with these fields replaced.
fn invite<'a>(app: &'a TestApp, token: &str, changes: Value) -> Request<'a> {
    let body = json!({ "email": "zoe@example.com", "roles": ["cook"], "url": URL, "name": "Zoe" });
    app.post(PATH).session(token).json(with(body, changes))
}

/// Invites Zoe, and returns the membership and the link that she got.
async fn invited(app: &WithInbox, token: &str) -> (Value, SentLink) {
    let membership = v1(invite(app, token, json!({}))).send().await.ok();
    (membership, app.link("zoe@example.com").await)
}

/// A request to accept an invitation by its link.
fn accept<'a>(app: &'a TestApp, link: &SentLink) -> Request<'a> {
    accept_with(app, link, json!({}))
}

/// A request to accept an invitation, with these fields replaced.
fn accept_with<'a>(app: &'a TestApp, link: &SentLink, changes: Value) -> Request<'a> {
    let path = format!("/v1/teams/{}/memberships/{}/status", link.query["teamId"], link.query["membershipId"]);
    let body = with(json!({ "userId": link.user(), "secret": link.secret() }), changes);
    app.patch(&path).project(PROJECT).json(body)
}

/// The token of the session that begins with an acceptance.
#[track_caller]
fn token_of(accepted: &Answer) -> String {
    assert_eq!(accepted.status, 200, "{}", accepted.text());
    let (_, value) = accepted.cookies()[1].split(';').next().unwrap().split_once('=').unwrap();
    value.to_owned()
}

#[track_caller]
fn is_wrong_secret(answer: &Answer) {
    let message = "The team invitation secret is invalid. Please request a new invitation and try again.";
    answer.is_v1_error(401, "team_invalid_secret", message);
    assert!(answer.cookies().is_empty());
}

#[track_caller]
fn is_of_another(answer: &Answer, email: &str) {
    let message = format!("Invite does not belong to current user ({email})");
    answer.is_v1_error(401, "team_invite_mismatch", &message);
    assert!(answer.cookies().is_empty());
}

#[track_caller]
fn is_confirmed_already(answer: &Answer) {
    answer.is_v1_error(409, "membership_already_confirmed", "Membership is already confirmed.");
    assert!(answer.cookies().is_empty());
}

/// The number of users.
async fn users(app: &TestApp) -> u64 {
    app.total("/v1/users").await
}
