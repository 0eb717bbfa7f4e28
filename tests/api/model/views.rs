//! The model as callers see it, in both dialects.

use super::clock::{iso, time};
use super::people::{Line, Person, Session, Target};
use crate::signing_in::YEAR;
use serde_json::{Map, Value, json};

/// Stands for a hash of a password.
pub const HASH: &str = "a hash";
/// Stands for the id of a target that follows from its user.
pub const OWN: &str = "an id that follows from the user";

/// How much of a person is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// To a server that asks for him alone: from 1.0 on with the hash.
    Alone,
    /// Among others.
    Listed,
    /// To himself.
    Own,
}

impl Person {
    pub fn view(&self, is_1: bool, shown: Shown) -> Value {
        let at = |at| time(is_1, Some(at));
        let mut view = json!({
            "$id": self.id,
            "$createdAt": at(self.created_at),
            "$updatedAt": at(self.updated_at),
            "name": self.name,
            "registration": at(self.created_at),
            "status": self.status,
            "passwordUpdate": time(is_1, self.password_updated_at),
            "email": self.email.as_deref().unwrap_or_default(),
            "phone": self.phone.as_deref().unwrap_or_default(),
            "emailVerification": self.email_verified,
            "phoneVerification": self.phone_verified,
            "prefs": self.prefs(),
        });
        if is_1 {
            merge(&mut view, self.of_1());
            if shown != Shown::Own {
                merge(&mut view, self.hash(shown));
            }
        }
        view
    }

    pub fn prefs(&self) -> Value {
        serde_json::from_str(&self.prefs).unwrap()
    }

    /// What 0.15 does not know. Every address here is at a domain of nobody's, so that it stands for itself.
    fn of_1(&self) -> Value {
        let about = |what: bool| if self.email.is_some() { json!(what) } else { Value::Null };
        json!({
            "labels": self.labels,
            "emailCanonical": self.email,
            "emailIsFree": about(false),
            "emailIsDisposable": about(false),
            "emailIsCorporate": about(true),
            "emailIsCanonical": about(true),
            "mfa": self.mfa,
            "targets": self.targets(),
            "accessedAt": time(true, self.accessed_at),
            "impersonator": self.impersonator,
            "impersonatorUserId": null,
        })
    }

    fn hash(&self, shown: Shown) -> Value {
        if self.password.is_none() || shown == Shown::Listed {
            return json!({ "password": null, "hash": null, "hashOptions": null });
        }
        let options = json!({ "type": "argon2", "memoryCost": 64, "timeCost": 1, "threads": 1 });
        json!({ "password": HASH, "hash": "argon2", "hashOptions": options })
    }

    /// Where the person is reached: by address, by number, and by what was added.
    pub fn targets(&self) -> Vec<Value> {
        let own = |kind: &'static str, identifier: &String| {
            let (created_at, updated_at) = (self.created_at, self.updated_at);
            let target = Target { id: OWN.to_owned(), kind, identifier: identifier.clone(), created_at, updated_at };
            self.target(&target)
        };
        let email = self.email.iter().map(|email| own("email", email));
        let phone = self.phone.iter().map(|phone| own("sms", phone));
        email.chain(phone).chain(self.targets.iter().map(|target| self.target(target))).collect()
    }

    pub fn target(&self, target: &Target) -> Value {
        json!({
            "$id": target.id,
            "$createdAt": iso(target.created_at),
            "$updatedAt": iso(target.updated_at),
            "name": "",
            "userId": self.id,
            "providerId": null,
            "providerType": target.kind,
            "identifier": target.identifier,
            "expired": false,
        })
    }

    /// What the model knows of a session.
    pub fn session(&self, is_1: bool, session: &Session) -> Value {
        let end = (session.created_at / 1_000 + YEAR) * 1_000;
        json!({
            "$id": session.id,
            "$createdAt": time(is_1, Some(session.created_at)),
            "userId": self.id,
            "expire": time(is_1, Some(end)),
            "provider": if session.by.is_some() { "email" } else { "server" },
            "providerUid": session.by.as_deref().unwrap_or_default(),
        })
    }

    /// What the model knows of a line of the log.
    pub fn line(&self, is_1: bool, line: &Line) -> Value {
        json!({
            "event": if is_1 { event_of_1(&line.event).to_owned() } else { format!("users.{}.{}", self.id, line.event) },
            "userId": self.id,
            "userEmail": self.email.as_deref().unwrap_or_default(),
            "userName": self.name,
            "mode": if line.is_own { "default" } else { "admin" },
            "time": time(is_1, Some(line.at)),
        })
    }
}

fn event_of_1(event: &str) -> &'static str {
    let (what, how) = (event.split('.').next().unwrap_or_default(), event.rsplit('.').next().unwrap_or_default());
    match (what, how) {
        ("create", _) => "user.create",
        ("update", "verification") => "verification.update",
        ("update", _) => "user.update",
        ("sessions", "create") => "session.create",
        ("sessions", _) => "session.delete",
        ("targets", "create") => "target.create",
        ("targets", "update") => "target.update",
        ("targets", _) => "target.delete",
        other => panic!("an event that the model does not know: {other:?}"),
    }
}

fn merge(into: &mut Value, more: Value) {
    let more: Map<String, Value> = serde_json::from_value(more).unwrap();
    into.as_object_mut().unwrap().extend(more);
}

/// An answer with what only the product knows replaced by what stands for it here.
pub fn known(mut answer: Value) -> Value {
    match &mut answer {
        Value::Array(items) => items.iter_mut().for_each(|item| *item = known(item.take())),
        Value::Object(fields) => {
            fields.values_mut().for_each(|value| *value = known(value.take()));
            if fields
                .get("password")
                .and_then(Value::as_str)
                .is_some_and(|hash| hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"))
            {
                fields["password"] = json!(HASH);
            }
            let follows = |id: &str| id.len() == 20 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
            if fields.contains_key("providerType") && fields["$id"].as_str().is_some_and(follows) {
                fields["$id"] = json!(OWN);
            }
        }
        _ => {}
    }
    answer
}
