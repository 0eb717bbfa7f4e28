//! What callers of today read: times, the body of a user as it is made by [`TestApp::create`], and refusals.

use crate::answer::Answer;
use crate::app::TestApp;
use crate::request::Request;
use serde_json::{Value, json};

/// The version that we follow.
pub const TODAY: &str = "1.9.6";
/// The milliseconds of a app's first change but one: the one that [`TestApp::create`] makes first.
pub const BORN: &str = "2030-03-17T17:46:40.003+00:00";

impl TestApp {
    /// A request with the key, in the dialect of today.
    pub fn today<'a>(&'a self, request: Request<'a>) -> Request<'a> {
        request.key().format(TODAY)
    }
}

impl Answer {
    /// Checks a refusal in the dialect of today.
    #[track_caller]
    pub fn is_refused_today(&self, code: u16, kind: &str, message: &str) {
        self.is(code, json!({ "message": message, "code": code, "type": kind, "version": TODAY }));
    }

    /// Checks a refusal of a parameter in the dialect of today.
    #[track_caller]
    pub fn is_invalid_today(&self, param: &str, message: &str) {
        self.is_refused_today(400, "general_argument_invalid", &format!("Invalid `{param}` param: {message}"));
    }
}

/// A user without anything, as lists show him.
pub fn nobody_yet(id: &str, at: &str) -> Value {
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

/// What an address brings with it; the id of its target is whatever it is in `shown`.
pub fn with_address(mut user: Value, address: &str, shown: &Value) -> Value {
    user["email"] = json!(address);
    user["emailCanonical"] = json!(address);
    user["emailIsFree"] = json!(false);
    user["emailIsDisposable"] = json!(false);
    user["emailIsCorporate"] = json!(true);
    user["emailIsCanonical"] = json!(true);
    let target = target(&user, "email", address, &shown["targets"][0]["$id"]);
    user["targets"].as_array_mut().unwrap().push(target);
    user
}

/// A target that follows from the user.
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

/// Ann of [`TestApp::create`], as a list shows her.
pub fn ann(shown: &Value) -> Value {
    let mut ann = nobody_yet("ann", BORN);
    ann["name"] = json!("ann Lee");
    ann["passwordUpdate"] = json!(BORN);
    with_address(ann, "ann@example.com", shown)
}

/// The same user as a server sees him who asks for him alone: with the hash of his password.
pub fn with_hash(mut user: Value, shown: &Value) -> Value {
    assert!(shown["password"].as_str().is_some_and(|hash| hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$")), "{shown}");
    user["password"] = shown["password"].clone();
    user["hash"] = json!("argon2");
    user["hashOptions"] = json!({ "type": "argon2", "memoryCost": 64, "timeCost": 1, "threads": 1 });
    user
}

/// A user as he sees himself.
pub fn own(mut user: Value) -> Value {
    for field in ["password", "hash", "hashOptions"] {
        user.as_object_mut().unwrap().remove(field).unwrap();
    }
    user
}
