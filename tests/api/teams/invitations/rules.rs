//! Invitations under the rules of a project.

use super::{accept, invite, token_of, users, v1};
use crate::inbox::WithInbox;
use roster_core::AuthMethod;
use serde_json::json;

#[tokio::test]
async fn invitations_that_are_switched_off_are_not_made_and_those_made_before_are_accepted() {
    let (mut app, ann) = WithInbox::with_team().await;
    v1(invite(&app, &ann, json!({}))).send().await.ok();
    let link = app.link("zoe@example.com").await;
    app.set_rules(|rules| rules.methods = rules.methods.without(AuthMethod::Invites)).await;
    let (kind, message) = ("user_auth_method_unsupported", "Invites authentication is disabled for this project");
    invite(&app, &ann, json!({ "roles": 5 })).send().await.is_error(501, kind, message);
    v1(invite(&app, &ann, json!({}))).send().await.is_v1_error(501, kind, message);
    app.join("crew", "dan", &["cook"]).await.ok();
    token_of(&v1(accept(&app, &link)).send().await);
}

#[tokio::test]
async fn in_a_full_project_only_users_are_invited() {
    let (mut app, ann) = WithInbox::with_team().await;
    app.create("eve").await;
    app.set_rules(|rules| rules.users_limit = Some(3)).await;
    let full = "Project registration is restricted. Contact your administrator for more information.";
    invite(&app, &ann, json!({})).send().await.is_error(501, "user_count_exceeded", full);
    assert_eq!((users(&app).await, app.count().await), (3, 0));
    invite(&app, &ann, json!({ "email": "eve@example.com" })).send().await.ok();
    // A server adds anybody.
    app.join("crew", "dan", &["cook"]).await.ok();
    assert_eq!(users(&app).await, 4);
}

#[tokio::test]
async fn only_emails_of_allowed_domains_are_invited_also_where_sign_up_is_off() {
    let (mut app, ann) = WithInbox::with_team().await;
    app.set_rules(|rules| {
        rules.sign_up = false;
        rules.email_domains = Some(vec!["example.com".to_owned()]);
    })
    .await;
    let other = invite(&app, &ann, json!({ "email": "zoe@example.net" })).send().await;
    assert_eq!((other.status.as_u16(), &other.body()["type"]), (401, &json!("user_email_not_whitelisted")));
    assert_eq!((users(&app).await, app.count().await), (2, 0));
    invite(&app, &ann, json!({})).send().await.ok();
}

#[tokio::test]
async fn accepting_ends_the_oldest_sessions_beyond_the_limit() {
    let (mut app, ann) = WithInbox::with_team().await;
    app.create("eve").await;
    let old = app.sign_in("eve").await;
    app.set_rules(|rules| rules.session_limit = Some(1)).await;
    v1(invite(&app, &ann, json!({ "email": "eve@example.com" }))).send().await.ok();
    let link = app.link("eve@example.com").await;
    let new = token_of(&v1(accept(&app, &link)).send().await);
    assert!(app.accepts(&new).await && !app.accepts(&old).await);
}
