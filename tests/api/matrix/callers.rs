//! Everybody who might call: keys in every state, of every scope, and users in every state, shown in every way.

use crate::app::{PROJECT, TestApp};
use crate::signing_in::YEAR;
use roster_core::{Scope, Timestamp};
use serde_json::json;

/// The project in which everything happens.
pub const HOME: &str = PROJECT;
/// Another, with a key and a user of its own.
pub const NEIGHBOUR: &str = "q";

/// A key, as it is.
#[derive(Debug, Clone)]
pub enum Key {
    None,
    /// Of this project, with these scopes.
    Of(&'static str, Vec<&'static str>),
    /// Of this project.
    Expired(&'static str),
    /// There is none such: from 1.0 on that is told from none.
    Unknown,
    /// Of a kind that projects do not have.
    OfAnotherKind,
}

/// A user, as he is.
#[derive(Debug, Clone, Copy)]
pub enum Who {
    Nobody,
    Of(&'static str),
    Blocked(&'static str),
    LacksAFactor(&'static str),
    /// His session has ended.
    Gone(&'static str),
    /// A JWT that is not ours or no longer good.
    Forged,
}

/// Somebody who calls.
#[derive(Debug, Clone)]
pub struct Caller {
    pub name: String,
    pub headers: Vec<(&'static str, String)>,
    pub key: Key,
    pub who: Who,
    /// How a JWT of another project is no JWT, and a session of another project none.
    shows_a_jwt: bool,
    pub from_a_strange_page: bool,
    /// Wants to act as somebody else, and may not.
    pub names_another: bool,
}

impl Caller {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            headers: Vec::new(),
            key: Key::None,
            who: Who::Nobody,
            shows_a_jwt: false,
            from_a_strange_page: false,
            names_another: false,
        }
    }

    fn key(mut self, secret: &str, key: Key) -> Self {
        self.headers.push(("x-appwrite-key", secret.to_owned()));
        Self { key, ..self }
    }

    fn session(mut self, header: &'static str, token: &str, who: Who) -> Self {
        self.headers.push(match header {
            "cookie" => (header, format!("a_session_p={token}; a_session_q={token}")),
            "x-fallback-cookies" => (header, json!({ "a_session_p": token, "a_session_q": token }).to_string()),
            _ => (header, token.to_owned()),
        });
        Self { who, ..self }
    }

    fn jwt(mut self, token: &str, who: Who) -> Self {
        self.headers.push(("x-appwrite-jwt", token.to_owned()));
        Self { who, shows_a_jwt: true, ..self }
    }

    fn on_a_strange_page(mut self) -> Self {
        self.headers.push(("origin", "https://evil.example".to_owned()));
        Self { from_a_strange_page: true, ..self }
    }

    fn naming_another(mut self) -> Self {
        self.headers.push(("x-appwrite-impersonate-user-id", "bob".to_owned()));
        Self { names_another: true, ..self }
    }

    /// What the key is in this project: that of another one is none of this.
    pub fn key_in(&self, project: &str) -> &Key {
        match &self.key {
            Key::Of(home, _) | Key::Expired(home) if *home != project => &Key::Unknown,
            key => key,
        }
    }

    /// Who the caller is in this project.
    pub fn who_in(&self, project: &str) -> Who {
        match self.who {
            Who::Of(home) | Who::Blocked(home) | Who::LacksAFactor(home) | Who::Gone(home) if home != project => {
                if self.shows_a_jwt { Who::Forged } else { Who::Nobody }
            }
            Who::Gone(_) => Who::Nobody,
            who => who,
        }
    }
}

/// What the matrix plays in: ann is well, bob is blocked, cat's session has ended, dan's is over, eve lacks a factor; zoe is
/// the neighbour's. Ann has one of everything.
pub struct Cast {
    pub app: TestApp,
    pub callers: Vec<Caller>,
    /// What stands for each parameter of a path.
    pub ids: Vec<(&'static str, String)>,
}

/// The token of a session that a server makes.
async fn session_of(app: &TestApp, user: &str) -> (String, String) {
    let made = app.post(&format!("/v1/users/{user}/sessions")).key().send().await.ok();
    (made["secret"].as_str().unwrap().to_owned(), made["$id"].as_str().unwrap().to_owned())
}

async fn jwt_of(app: &TestApp, user: &str, body: serde_json::Value) -> String {
    let made = app.post(&format!("/v1/users/{user}/jwts")).key().json(body).send().await.ok();
    made["jwt"].as_str().unwrap().to_owned()
}

impl Cast {
    pub async fn gather() -> Self {
        let app = TestApp::start().await;
        for user in ["ann", "bob", "cat", "dan", "eve"] {
            app.create(user).await;
        }
        let (over, old_jwt) = (session_of(&app, "dan").await.0, jwt_of(&app, "ann", json!({})).await);
        app.pass(YEAR + 1);
        let (ann, session) = session_of(&app, "ann").await;
        let (blocked, (ended, ended_id), half) =
            (session_of(&app, "bob").await.0, session_of(&app, "cat").await, session_of(&app, "eve").await.0);
        let lent_by_ended = jwt_of(&app, "cat", json!({ "sessionId": ended_id })).await;
        let (lent, lent_blocked) = (jwt_of(&app, "ann", json!({})).await, jwt_of(&app, "bob", json!({})).await);
        app.patch("/v1/users/bob/status").key().json(json!({ "status": false })).send().await.ok();
        app.delete("/v1/users/cat/sessions").key().send().await.is_done();
        app.patch("/v1/users/eve/verification").key().json(json!({ "emailVerification": true })).send().await.ok();
        app.patch("/v1/users/eve/mfa").key().json(json!({ "mfa": true })).send().await.ok();
        let ids = possessions(&app, session).await;

        let mut callers = keys(&app).await;
        callers.extend([
            Caller::new("a session in a cookie").session("cookie", &ann, Who::Of(HOME)),
            Caller::new("a session in a fallback").session("x-fallback-cookies", &ann, Who::Of(HOME)),
            Caller::new("a session in a header").session("x-appwrite-session", &ann, Who::Of(HOME)),
            Caller::new("a session that has ended").session("cookie", &ended, Who::Gone(HOME)),
            Caller::new("a session that is over").session("cookie", &over, Who::Gone(HOME)),
            Caller::new("a session of a blocked user").session("cookie", &blocked, Who::Blocked(HOME)),
            Caller::new("a session that lacks a factor").session("cookie", &half, Who::LacksAFactor(HOME)),
            Caller::new("a session of nobody").session("cookie", "over", Who::Nobody),
            Caller::new("a session with another secret").session("cookie", &altered(&ann), Who::Nobody),
            Caller::new("a JWT").jwt(&lent, Who::Of(HOME)),
            Caller::new("a JWT of a blocked user").jwt(&lent_blocked, Who::Blocked(HOME)),
            Caller::new("a JWT by a session that has ended").jwt(&lent_by_ended, Who::Gone(HOME)),
            Caller::new("a JWT that is over").jwt(&old_jwt, Who::Forged),
            Caller::new("a JWT with another signature").jwt(&altered(&lent), Who::Forged),
            Caller::new("no JWT").jwt("a.b.c", Who::Forged),
            Caller::new("a session as another").session("cookie", &ann, Who::Of(HOME)).naming_another(),
            Caller::new("a session on a strange page").session("cookie", &ann, Who::Of(HOME)).on_a_strange_page(),
            Caller::new("nobody on a strange page").on_a_strange_page(),
        ]);
        callers.extend(both(&app, &ann, &blocked).await);
        callers.extend(neighbours(&app).await);
        // A user's access is noted once a day, by whatever answer: not by the matrix.
        for token in [&ann, &blocked, &half] {
            app.get("/v1/account").session(token).format("1.9.6").send().await;
        }
        Self { app, callers, ids }
    }

    /// A path of the route, in which everything is there.
    pub fn path_of(&self, route: &str) -> String {
        self.ids.iter().fold(route.to_owned(), |path, (name, id)| path.replace(name, id))
    }
}

/// Another text of the same form.
fn altered(text: &str) -> String {
    let at = text.len() - 10;
    let other = if text.as_bytes()[at] == b'x' { "y" } else { "x" };
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}

/// A target, codes, a team that ann owns: whatever a call could take away.
async fn possessions(app: &TestApp, session: String) -> Vec<(&'static str, String)> {
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

/// Keys of every scope and in every state.
async fn keys(app: &TestApp) -> Vec<Caller> {
    let names = |scopes: &[Scope]| scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>();
    let mut sets: Vec<Vec<Scope>> = Scope::ALL.iter().map(|scope| vec![*scope]).collect();
    sets.extend([Vec::new(), Scope::ALL.to_vec()]);
    let mut callers = vec![Caller::new("nobody")];
    for scopes in sets {
        let (secret, names) = (app.make_key(HOME, &scopes, None).await, names(&scopes));
        callers.push(Caller::new(&format!("a key of {names:?}")).key(&secret, Key::Of(HOME, names)));
    }
    let expired = app.make_key(HOME, &Scope::ALL, Some(Timestamp::from_secs(1))).await;
    let revoked = "0123456789abcdef".repeat(16);
    let id = app.make_key_of(HOME, &revoked, &Scope::ALL, None).await;
    app.store.revoke_key(&app.project.id, &id, &app.time.change()).await.unwrap();
    let misspelt = altered(app.key());
    let long = format!("standard_{}", "k".repeat(600));
    callers.extend([
        Caller::new("a key that is over").key(&expired, Key::Expired(HOME)),
        Caller::new("a key that was revoked").key(&revoked, Key::Unknown),
        Caller::new("a key with another secret").key(&format!("standard_{}", "a1".repeat(128)), Key::Unknown),
        Caller::new("a key with a typing error").key(&misspelt, Key::Unknown),
        Caller::new("a key that is too long").key(&long, Key::Unknown),
        Caller::new("no key but a word").key("secret", Key::Unknown),
        Caller::new("a key of an organization").key("organization_0000", Key::OfAnotherKind),
    ]);
    callers
}

/// A key and a session, of which one decides.
async fn both(app: &TestApp, ann: &str, blocked: &str) -> Vec<Caller> {
    let all: Vec<_> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
    let nothing = app.make_key(HOME, &[], None).await;
    let expired = app.make_key(HOME, &Scope::ALL, Some(Timestamp::from_secs(1))).await;
    let of_all = || Key::Of(HOME, all.clone());
    let key = app.key();
    vec![
        Caller::new("a key and a session").key(key, of_all()).session("cookie", ann, Who::Of(HOME)),
        Caller::new("a key and a blocked user").key(key, of_all()).session("cookie", blocked, Who::Blocked(HOME)),
        Caller::new("a key for nothing and a session").key(&nothing, Key::Of(HOME, Vec::new())).session(
            "cookie",
            ann,
            Who::Of(HOME),
        ),
        Caller::new("a wrong key and a session").key("secret", Key::Unknown).session("cookie", ann, Who::Of(HOME)),
        Caller::new("a key that is over and a session").key(&expired, Key::Expired(HOME)).session(
            "cookie",
            ann,
            Who::Of(HOME),
        ),
        Caller::new("a key on a strange page").key(key, of_all()).on_a_strange_page(),
        Caller::new("a wrong key and a session on a strange page")
            .key("secret", Key::Unknown)
            .session("cookie", ann, Who::Of(HOME))
            .on_a_strange_page(),
        Caller::new("a key and a session on a strange page")
            .key(key, of_all())
            .session("cookie", ann, Who::Of(HOME))
            .on_a_strange_page(),
    ]
}

/// Key, session and JWT of the neighbour's.
async fn neighbours(app: &TestApp) -> Vec<Caller> {
    app.make_project(NEIGHBOUR).await;
    let secret = app.make_key(NEIGHBOUR, &Scope::ALL, None).await;
    let post = |path: &str| app.post(path).project(NEIGHBOUR).secret(&secret);
    post("/v1/users")
        .json(json!({ "userId": "zoe", "email": "zoe@example.com", "password": "correct horse" }))
        .send()
        .await
        .ok();
    let session = post("/v1/users/zoe/sessions").send().await.ok()["secret"].as_str().unwrap().to_owned();
    let jwt = post("/v1/users/zoe/jwts").json(json!({})).send().await.ok()["jwt"].as_str().unwrap().to_owned();
    let own = app.get("/v1/account").project(NEIGHBOUR).header("x-appwrite-session", &session).format("1.9.6");
    own.send().await.ok();
    let all: Vec<_> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
    vec![
        Caller::new("the neighbour's key").key(&secret, Key::Of(NEIGHBOUR, all)),
        Caller::new("the neighbour's session").session("x-appwrite-session", &session, Who::Of(NEIGHBOUR)),
        Caller::new("the neighbour's JWT").jwt(&jwt, Who::Of(NEIGHBOUR)),
    ]
}
