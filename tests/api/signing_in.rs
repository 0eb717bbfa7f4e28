//! Shared functions for tests in which users sign in, and the expected session.

use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::{BRITAIN, CHROME, client_fields, with};
use crate::request::Request;
use serde_json::{Value, json};

/// The password of every user that [`TestApp::create`] creates.
pub const PASSWORD: &str = "correct horse";
pub const SIGN_IN: &str = "/v1/account/sessions/email";
/// The duration of a session, in seconds.
pub const YEAR: u64 = 365 * 86_400;

impl TestApp {
    /// A request to sign in.
    pub fn try_sign_in(&self, email: &str, password: &str) -> Request<'_> {
        self.post(SIGN_IN).project(PROJECT).json(json!({ "email": email, "password": password }))
    }

    /// Signs in a user that [`TestApp::create`] created, with Chrome and a British IP address.
    pub async fn sign_in_from_britain(&self, id: &str) -> Answer {
        let attempt = self.try_sign_in(&format!("{id}@example.com"), PASSWORD);
        attempt.header("user-agent", CHROME).from(BRITAIN).send().await
    }

    /// Signs in a user that [`TestApp::create`] created, and returns the session token.
    pub async fn sign_in(&self, id: &str) -> String {
        self.try_sign_in(&format!("{id}@example.com"), PASSWORD).send().await.token()
    }

    /// An app with the signed-in user ann, and her session token.
    pub async fn with_ann() -> (Self, String) {
        let app = Self::start().await;
        app.create("ann").await;
        let token = app.sign_in("ann").await;
        (app, token)
    }

    /// Reads the account of this session token.
    pub async fn account(&self, token: &str) -> Answer {
        self.get("/v1/account").session(token).send().await
    }

    /// Whether this session token is valid.
    pub async fn accepts(&self, token: &str) -> bool {
        self.account(token).await.status == 200
    }

    /// The sessions of a user, read with an API key.
    pub async fn sessions_of(&self, id: &str) -> Vec<Value> {
        let list = self.get(&format!("/v1/users/{id}/sessions")).key().send().await.ok();
        assert_eq!(list["total"], list["sessions"].as_array().unwrap().len());
        list["sessions"].as_array().unwrap().clone()
    }
}

/// The expected body of a session that [`TestApp::sign_in_from_britain`] created at this second, read with an API key.
pub fn british_session(id: &Value, user: &str, at: u64) -> Value {
    with(
        client_fields(),
        json!({
            "$id": id,
            "$createdAt": at,
            "userId": user,
            "expire": at + YEAR,
            "provider": "email",
            "providerUid": format!("{user}@example.com"),
            "providerAccessToken": "",
            "providerAccessTokenExpiry": 0,
            "providerRefreshToken": "",
            "ip": BRITAIN,
            "countryCode": "gb",
            "countryName": "United Kingdom",
            "current": false,
        }),
    )
}
