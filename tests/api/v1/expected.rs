//! Expected times, errors, and bodies of users that [`TestApp::create`] creates, in 1.x.

use crate::answer::Answer;
use crate::app::TestApp;
use crate::request::Request;
use serde_json::{Value, json};

/// The newest version that the product supports.
pub const VERSION: &str = "1.9.6";
/// The time of the second change of an app, which is the first one by [`TestApp::create`].
pub const CREATED_AT: &str = "2030-03-17T17:46:40.003+00:00";

impl TestApp {
    /// The request with the API key, in the 1.x dialect.
    pub fn v1<'a>(&'a self, request: Request<'a>) -> Request<'a> {
        request.key().format(VERSION)
    }
}

impl Answer {
    /// Checks an error in the 1.x dialect.
    #[track_caller]
    pub fn is_v1_error(&self, code: u16, kind: &str, message: &str) {
        self.is(code, json!({ "message": message, "code": code, "type": kind, "version": VERSION }));
    }

    /// Checks the error of an invalid parameter in the 1.x dialect.
    #[track_caller]
    pub fn is_v1_invalid(&self, param: &str, message: &str) {
        self.is_v1_error(400, "general_argument_invalid", &format!("Invalid `{param}` param: {message}"));
    }
}

/// The expected body, in lists, of a user with only an id.
pub fn empty_user(id: &str, at: &str) -> Value {
    json!({
        "$id": id,
        "$createdAt": at,
        "$updatedAt": at,
        "name": "",
        "password": null,
        "hash": null,
        "hashOptions": null,
        "registration": at,
        "status": true,
        "labels": [],
        "passwordUpdate": "",
        "email": "",
        "phone": "",
        "emailVerification": false,
        "emailCanonical": null,
        "emailIsFree": null,
        "emailIsDisposable": null,
        "emailIsCorporate": null,
        "emailIsCanonical": null,
        "phoneVerification": false,
        "mfa": false,
        "prefs": {},
        "targets": [],
        "accessedAt": "",
        "impersonator": false,
        "impersonatorUserId": null,
    })
}

/// The user with an email and the fields that follow from it; the id of its target is that in `shown`.
pub fn with_email(mut user: Value, email: &str, shown: &Value) -> Value {
    user["email"] = json!(email);
    user["emailCanonical"] = json!(email);
    user["emailIsFree"] = json!(false);
    user["emailIsDisposable"] = json!(false);
    user["emailIsCorporate"] = json!(true);
    user["emailIsCanonical"] = json!(true);
    let target = target(&user, "email", email, &shown["targets"][0]["$id"]);
    user["targets"].as_array_mut().unwrap().push(target);
    user
}

/// The expected target of a user's email or phone.
pub fn target(user: &Value, kind: &str, identifier: &str, id: &Value) -> Value {
    assert!(id.as_str().is_some_and(|id| id.len() == 20), "{id}");
    json!({
        "$id": id,
        "$createdAt": user["$createdAt"],
        "$updatedAt": user["$updatedAt"],
        "name": "",
        "userId": user["$id"],
        "providerId": null,
        "providerType": kind,
        "identifier": identifier,
        "expired": false,
    })
}

/// The expected body, in lists, of the user ann that [`TestApp::create`] creates.
pub fn ann(shown: &Value) -> Value {
    let mut ann = empty_user("ann", CREATED_AT);
    ann["name"] = json!("ann Lee");
    ann["passwordUpdate"] = json!(CREATED_AT);
    with_email(ann, "ann@example.com", shown)
}

/// The user with the hash of the password, as an API key reads a single user.
pub fn with_hash(mut user: Value, shown: &Value) -> Value {
    assert!(shown["password"].as_str().is_some_and(|hash| hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$")), "{shown}");
    user["password"] = shown["password"].clone();
    user["hash"] = json!("argon2");
    user["hashOptions"] = json!({ "type": "argon2", "memoryCost": 64, "timeCost": 1, "threads": 1 });
    user
}

/// The user without the hash, as in the user's own account.
pub fn own(mut user: Value) -> Value {
    for field in ["password", "hash", "hashOptions"] {
        user.as_object_mut().unwrap().remove(field).unwrap();
    }
    user
}
