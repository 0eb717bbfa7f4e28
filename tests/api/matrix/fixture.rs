//! The data of the matrix and its callers: API keys in every state and with every scope, and users in every state, with
//! sessions and JWTs in every header.

use super::callers::KeyState::{Expired, OtherKind, Unknown, Valid};
use super::callers::UserState::{Blocked, Guest, InvalidJwt, LacksAFactor, SignedIn, SignedOut};
use super::callers::{Caller, OTHER_PROJECT};
use crate::app::{PROJECT, TestApp};
use crate::signing_in::YEAR;
use roster_core::{Scope, Timestamp};
use serde_json::json;

/// The data of the matrix. Ann is signed in and has one item of every kind, bob is blocked, the session of cat was
/// deleted, that of dan has expired, eve lacks a second factor, and zoe is a user of the other project.
pub struct Fixture {
    pub app: TestApp,
    pub callers: Vec<Caller>,
    /// The value of each parameter of a path.
    pub ids: Vec<(&'static str, String)>,
}

/// Creates a session with an API key; returns its secret and its id.
async fn session_of(app: &TestApp, user: &str) -> (String, String) {
    let session = app.post(&format!("/v1/users/{user}/sessions")).key().send().await.ok();
    (session["secret"].as_str().unwrap().to_owned(), session["$id"].as_str().unwrap().to_owned())
}

async fn jwt_of(app: &TestApp, user: &str, body: serde_json::Value) -> String {
    let jwt = app.post(&format!("/v1/users/{user}/jwts")).key().json(body).send().await.ok();
    jwt["jwt"].as_str().unwrap().to_owned()
}

impl Fixture {
    pub async fn create() -> Self {
        let app = TestApp::start().await;
        for user in ["ann", "bob", "cat", "dan", "eve"] {
            app.create(user).await;
        }
        let (expired, expired_jwt) = (session_of(&app, "dan").await.0, jwt_of(&app, "ann", json!({})).await);
        app.pass(YEAR + 1);
        let (ann, session) = session_of(&app, "ann").await;
        let (blocked, (ended, ended_id), one_factor) =
            (session_of(&app, "bob").await.0, session_of(&app, "cat").await, session_of(&app, "eve").await.0);
        let ended_jwt = jwt_of(&app, "cat", json!({ "sessionId": ended_id })).await;
        let (jwt, blocked_jwt) = (jwt_of(&app, "ann", json!({})).await, jwt_of(&app, "bob", json!({})).await);
        app.patch("/v1/users/bob/status").key().json(json!({ "status": false })).send().await.ok();
        app.delete("/v1/users/cat/sessions").key().send().await.is_done();
        app.patch("/v1/users/eve/verification").key().json(json!({ "emailVerification": true })).send().await.ok();
        app.patch("/v1/users/eve/mfa").key().json(json!({ "mfa": true })).send().await.ok();
        let ids = create_items(&app, session).await;

        let mut callers = keys(&app).await;
        callers.extend([
            Caller::new("a session in a cookie").session("cookie", &ann, SignedIn(PROJECT)),
            Caller::new("a session in a fallback header").session("x-fallback-cookies", &ann, SignedIn(PROJECT)),
            Caller::new("a session in a header").session("x-appwrite-session", &ann, SignedIn(PROJECT)),
            Caller::new("a deleted session").session("cookie", &ended, SignedOut(PROJECT)),
            Caller::new("an expired session").session("cookie", &expired, SignedOut(PROJECT)),
            Caller::new("a session of a blocked user").session("cookie", &blocked, Blocked(PROJECT)),
            Caller::new("a session that lacks a factor").session("cookie", &one_factor, LacksAFactor(PROJECT)),
            Caller::new("an unknown session").session("cookie", "unknown", Guest),
            Caller::new("a session with another secret").session("cookie", &altered(&ann), Guest),
            Caller::new("a JWT").jwt(&jwt, SignedIn(PROJECT)),
            Caller::new("a JWT of a blocked user").jwt(&blocked_jwt, Blocked(PROJECT)),
            Caller::new("a JWT of a deleted session").jwt(&ended_jwt, SignedOut(PROJECT)),
            Caller::new("an expired JWT").jwt(&expired_jwt, InvalidJwt),
            Caller::new("a JWT with another signature").jwt(&altered(&jwt), InvalidJwt),
            Caller::new("an invalid JWT").jwt("a.b.c", InvalidJwt),
            Caller::new("a session that impersonates").session("cookie", &ann, SignedIn(PROJECT)).impersonating(),
            Caller::new("a session from an unknown origin")
                .session("cookie", &ann, SignedIn(PROJECT))
                .with_unknown_origin(),
            Caller::new("a guest from an unknown origin").with_unknown_origin(),
        ]);
        callers.extend(with_key_and_session(&app, &ann, &blocked).await);
        callers.extend(of_other_project(&app).await);
        // The first call of a day writes the time of access: here, so that no call of the matrix does.
        for token in [&ann, &blocked, &one_factor] {
            app.get("/v1/account").session(token).format("1.9.6").send().await;
        }
        Self { app, callers, ids }
    }

    /// A path of the route with ids of existing items.
    pub fn path_of(&self, route: &str) -> String {
        self.ids.iter().fold(route.to_owned(), |path, (name, id)| path.replace(name, id))
    }
}

/// The text with one other character.
fn altered(text: &str) -> String {
    let at = text.len() - 10;
    let other = if text.as_bytes()[at] == b'x' { "y" } else { "x" };
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}

/// Creates one item of every kind that a call could delete; returns the values of the parameters of paths.
async fn create_items(app: &TestApp, session: String) -> Vec<(&'static str, String)> {
    let target = json!({ "targetId": "t1", "providerType": "email", "identifier": "second@example.com" });
    app.post("/v1/users/ann/targets").key().json(target).send().await.ok();
    app.patch("/v1/users/ann/mfa/recovery-codes").key().send().await.ok();
    app.post("/v1/users/ann/tokens").key().json(json!({})).send().await.ok();
    app.post("/v1/teams").key().json(json!({ "teamId": "crew", "name": "The crew" })).send().await.ok();
    let membership = app.join("crew", "ann", &["owner"]).await.ok()["$id"].as_str().unwrap().to_owned();
    vec![
        ("{userId}", "ann".to_owned()),
        ("{sessionId}", session),
        ("{targetId}", "t1".to_owned()),
        ("{teamId}", "crew".to_owned()),
        ("{membershipId}", membership),
        ("{type}", "totp".to_owned()),
        ("{challengeId}", "c1".to_owned()),
        ("{identityId}", "i1".to_owned()),
    ]
}

/// API keys with every scope and in every state.
async fn keys(app: &TestApp) -> Vec<Caller> {
    let names = |scopes: &[Scope]| scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>();
    let mut sets: Vec<Vec<Scope>> = Scope::ALL.iter().map(|scope| vec![*scope]).collect();
    sets.extend([Vec::new(), Scope::ALL.to_vec()]);
    let mut callers = vec![Caller::new("a guest")];
    for scopes in sets {
        let (secret, names) = (app.make_key(PROJECT, &scopes, None).await, names(&scopes));
        callers.push(Caller::new(&format!("a key of {names:?}")).key(&secret, Valid(PROJECT, names)));
    }
    let expired = app.make_key(PROJECT, &Scope::ALL, Some(Timestamp::from_secs(1))).await;
    let revoked = "0123456789abcdef".repeat(16);
    let id = app.make_key_of(PROJECT, &revoked, &Scope::ALL, None).await;
    app.store.revoke_key(&app.project.id, &id, &app.time.change()).await.unwrap();
    let misspelled = altered(app.key());
    let long = format!("standard_{}", "k".repeat(600));
    callers.extend([
        Caller::new("an expired key").key(&expired, Expired(PROJECT)),
        Caller::new("a revoked key").key(&revoked, Unknown),
        Caller::new("a key with another secret").key(&format!("standard_{}", "a1".repeat(128)), Unknown),
        Caller::new("a key with a typing error").key(&misspelled, Unknown),
        Caller::new("a key that is too long").key(&long, Unknown),
        Caller::new("a key without a prefix").key("secret", Unknown),
        Caller::new("a key of an organization").key("organization_0000", OtherKind),
    ]);
    callers
}

/// Callers with an API key and a session, of which one counts.
async fn with_key_and_session(app: &TestApp, ann: &str, blocked: &str) -> Vec<Caller> {
    let all: Vec<_> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
    let unscoped = app.make_key(PROJECT, &[], None).await;
    let expired = app.make_key(PROJECT, &Scope::ALL, Some(Timestamp::from_secs(1))).await;
    let all_scopes = || Valid(PROJECT, all.clone());
    let key = app.key();
    vec![
        Caller::new("a key and a session").key(key, all_scopes()).session("cookie", ann, SignedIn(PROJECT)),
        Caller::new("a key and a blocked user").key(key, all_scopes()).session("cookie", blocked, Blocked(PROJECT)),
        Caller::new("a key without scopes and a session").key(&unscoped, Valid(PROJECT, Vec::new())).session(
            "cookie",
            ann,
            SignedIn(PROJECT),
        ),
        Caller::new("a wrong key and a session").key("secret", Unknown).session("cookie", ann, SignedIn(PROJECT)),
        Caller::new("an expired key and a session").key(&expired, Expired(PROJECT)).session(
            "cookie",
            ann,
            SignedIn(PROJECT),
        ),
        Caller::new("a key from an unknown origin").key(key, all_scopes()).with_unknown_origin(),
        Caller::new("a wrong key and a session from an unknown origin")
            .key("secret", Unknown)
            .session("cookie", ann, SignedIn(PROJECT))
            .with_unknown_origin(),
        Caller::new("a key and a session from an unknown origin")
            .key(key, all_scopes())
            .session("cookie", ann, SignedIn(PROJECT))
            .with_unknown_origin(),
    ]
}

/// API key, session and JWT of the other project.
async fn of_other_project(app: &TestApp) -> Vec<Caller> {
    app.make_project(OTHER_PROJECT).await;
    let secret = app.make_key(OTHER_PROJECT, &Scope::ALL, None).await;
    let post = |path: &str| app.post(path).project(OTHER_PROJECT).secret(&secret);
    post("/v1/users")
        .json(json!({ "userId": "zoe", "email": "zoe@example.com", "password": "correct horse" }))
        .send()
        .await
        .ok();
    let session = post("/v1/users/zoe/sessions").send().await.ok()["secret"].as_str().unwrap().to_owned();
    let jwt = post("/v1/users/zoe/jwts").json(json!({})).send().await.ok()["jwt"].as_str().unwrap().to_owned();
    let own = app.get("/v1/account").project(OTHER_PROJECT).header("x-appwrite-session", &session).format("1.9.6");
    own.send().await.ok();
    let all: Vec<_> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
    vec![
        Caller::new("a key of the other project").key(&secret, Valid(OTHER_PROJECT, all)),
        Caller::new("a session of the other project").session("x-appwrite-session", &session, SignedIn(OTHER_PROJECT)),
        Caller::new("a JWT of the other project").jwt(&jwt, SignedIn(OTHER_PROJECT)),
    ]
}
