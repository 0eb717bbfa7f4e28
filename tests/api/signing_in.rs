//! Users who sign in, and the session that they get.

use crate::answer::Answer;
use crate::app::{PROJECT, TestApp};
use crate::expected::{BRITAIN, CHROME};
use crate::request::Request;
use serde_json::{Value, json};

/// The password of everybody whom [`TestApp::create`] makes.
pub const PASSWORD: &str = "correct horse";
pub const SIGN_IN: &str = "/v1/account/sessions/email";
/// How long a session lasts.
pub const YEAR: u64 = 365 * 86_400;

impl TestApp {
    /// Somebody who tries to sign in.
    pub fn try_sign_in(&self, email: &str, password: &str) -> Request<'_> {
        self.post(SIGN_IN).project(PROJECT).json(json!({ "email": email, "password": password }))
    }

    /// Signs in with Chrome, from Britain, who was made by [`TestApp::create`].
    pub async fn sign_in_from_britain(&self, id: &str) -> Answer {
        let attempt = self.try_sign_in(&format!("{id}@example.com"), PASSWORD);
        attempt.header("user-agent", CHROME).from(BRITAIN).send().await
    }

    /// Signs in, and tells the token.
    pub async fn sign_in(&self, id: &str) -> String {
        self.try_sign_in(&format!("{id}@example.com"), PASSWORD).send().await.token()
    }

    /// Ann, who is signed in.
    pub async fn with_ann() -> (Self, String) {
        let app = Self::start().await;
        app.create("ann").await;
        let token = app.sign_in("ann").await;
        (app, token)
    }

    /// The account of who holds this token.
    pub async fn account(&self, token: &str) -> Answer {
        self.get("/v1/account").session(token).send().await
    }

    /// Whether this token opens an account.
    pub async fn knows(&self, token: &str) -> bool {
        self.account(token).await.status == 200
    }

    /// The sessions of a user, as the administrator sees them.
    pub async fn sessions_of(&self, id: &str) -> Vec<Value> {
        let list = self.get(&format!("/v1/users/{id}/sessions")).key().send().await.ok();
        assert_eq!(list["total"], list["sessions"].as_array().unwrap().len());
        list["sessions"].as_array().unwrap().clone()
    }
}

/// A session that began then with Chrome, from Britain, as an administrator sees it.
pub fn british_session(id: &Value, user: &str, at: u64) -> Value {
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
        "osCode": "WIN",
        "osName": "Windows",
        "osVersion": "10",
        "clientType": "browser",
        "clientCode": "CH",
        "clientName": "Chrome",
        "clientVersion": "70.0",
        "clientEngine": "Blink",
        "clientEngineVersion": "70.0.3538.77",
        "deviceName": "desktop",
        "deviceBrand": "",
        "deviceModel": "",
        "countryCode": "gb",
        "countryName": "United Kingdom",
        "current": false,
    })
}
