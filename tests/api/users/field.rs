//! The common rules of all routes that change one field of a user.

use crate::app::TestApp;
use crate::expected::{START, USER_ID, invalid_ids, missing, user, with};
use roster_core::Scope;
use serde_json::{Value, json};

/// A route that changes one field, with test values.
pub struct Field {
    /// The last part of the path, after the id.
    pub path: &'static str,
    /// The parameter.
    pub param: &'static str,
    /// A valid value.
    pub valid: Value,
    /// The changed fields of the user after the valid value is set.
    pub shown: Value,
    /// An invalid value, and its error message.
    pub invalid: (Value, &'static str),
    /// The last part of the event in the log.
    pub event: &'static str,
}

impl Field {
    fn path_of(&self, id: &str) -> String {
        format!("/v1/users/{id}/{}", self.path)
    }

    fn body(&self, value: &Value) -> Value {
        json!({ self.param: value })
    }

    /// Checks all common rules, each in an app of its own.
    pub async fn follows_the_common_rules(&self) {
        self.is_set_shown_and_logged().await;
        self.is_required().await;
        self.checks_parameters_in_their_order().await;
        self.rejects_unknown_users().await;
    }

    async fn is_set_shown_and_logged(&self) {
        let app = TestApp::start().await;
        let (created, other) = (app.create("ann").await, app.create("bob").await);
        app.pass(10);
        let changed = with(with(created, json!({ "$updatedAt": START + 10 })), self.shown.clone());
        let answer = app.patch(&self.path_of("ann")).key().json(self.body(&self.valid)).send().await;
        answer.is(200, changed.clone());
        assert_eq!(app.read("ann").await, changed);
        let listed = app.get("/v1/users").key().send().await;
        listed.is(200, json!({ "total": 2, "users": [changed, other] }));
        let event = format!("users.ann.update.{}", self.event);
        assert_eq!(app.events("ann").await, [event.as_str(), "users.ann.create"]);
        assert_eq!(app.events("bob").await, ["users.bob.create"]);
        app.check(self.path);
    }

    async fn is_required(&self) {
        let app = TestApp::start().await;
        app.create("ann").await;
        for body in [json!({}), self.body(&json!(null)), self.body(&json!("")), json!({ "other": 1 })] {
            let answer = app.patch(&self.path_of("ann")).key().json(body).send().await;
            answer.is_invalid(&missing(self.param));
        }
        app.patch(&self.path_of("ann")).key().send().await.is_invalid(&missing(self.param));
        self.changed_nothing(&app).await;
    }

    async fn checks_parameters_in_their_order(&self) {
        let (app, (invalid, message)) = (TestApp::start().await, &self.invalid);
        app.create("ann").await;
        for id in invalid_ids() {
            for body in [self.body(invalid), json!({}), self.body(&self.valid)] {
                app.patch(&self.path_of(&id)).key().json(body).send().await.is_invalid(USER_ID);
            }
        }
        app.patch(&self.path_of("nobody")).key().json(self.body(invalid)).send().await.is_invalid(message);
        app.patch(&self.path_of("nobody")).key().json(json!({})).send().await.is_invalid(&missing(self.param));
        self.changed_nothing(&app).await;
    }

    async fn rejects_unknown_users(&self) {
        let app = TestApp::start().await;
        app.create("ann").await;
        app.patch(&self.path_of("nobody")).key().json(self.body(&self.valid)).send().await.is_no_user();
        app.make_project("q").await;
        let secret = app.make_key("q", &Scope::ALL, None).await;
        let foreign = app.patch(&self.path_of("ann")).project("q").secret(&secret);
        foreign.json(self.body(&self.valid)).send().await.is_no_user();
        self.changed_nothing(&app).await;
    }

    async fn changed_nothing(&self, app: &TestApp) {
        assert_eq!(app.read("ann").await, user("ann"), "{}", self.path);
        assert_eq!(app.events("ann").await, ["users.ann.create"], "{}", self.path);
    }

    /// Checks that each of these values is rejected with this message.
    pub async fn rejects(&self, values: impl IntoIterator<Item = Value>, message: &str) {
        let app = TestApp::start().await;
        app.create("ann").await;
        for value in values {
            let answer = app.patch(&self.path_of("ann")).key().json(self.body(&value)).send().await;
            assert_eq!((answer.status.as_u16(), &answer.body()["message"]), (400, &json!(message)), "{value}");
        }
        self.changed_nothing(&app).await;
    }

    /// Checks that each of these values is accepted, with these changed fields in the answer.
    pub async fn accepts(&self, values: impl IntoIterator<Item = (Value, Value)>) {
        let app = TestApp::start().await;
        app.create("ann").await;
        for (value, shown) in values {
            let answer = app.patch(&self.path_of("ann")).key().json(self.body(&value)).send().await;
            answer.is(200, with(user("ann"), shown));
        }
    }
}
