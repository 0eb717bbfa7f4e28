//! The expected answers of the model, in both dialects.

use super::clock::{iso, time};
use super::people::{LogEntry, Person, Session, Target, Way};
use crate::signing_in::YEAR;
use serde_json::{Map, Value, json};

/// Replaces the hash of a password.
pub const HASH: &str = "a hash";
/// Replaces the id of a target that the product derives from its user.
pub const OWN: &str = "an id that follows from the user";

/// Which fields of a user are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A single user, to a server: since 1.0 with the hash.
    Alone,
    /// In a list.
    Listed,
    /// To the user themselves: without the hash.
    Own,
}

impl Person {
    pub fn view(&self, is_v1: bool, shown: Shown) -> Value {
        let at = |at| time(is_v1, Some(at));
        let mut view = json!({
            "$id": self.id,
            "$createdAt": at(self.created_at),
            "$updatedAt": at(self.updated_at),
            "name": self.name,
            "registration": at(self.created_at),
            "status": self.status,
            "passwordUpdate": time(is_v1, self.password_updated_at),
            "email": self.email.as_deref().unwrap_or_default(),
            "phone": self.phone.as_deref().unwrap_or_default(),
            "emailVerification": self.email_verified,
            "phoneVerification": self.phone_verified,
            "prefs": self.prefs(),
        });
        if is_v1 {
            merge(&mut view, self.v1_fields());
            if shown != Shown::Own {
                merge(&mut view, self.hash(shown));
            }
        }
        view
    }

    pub fn prefs(&self) -> Value {
        serde_json::from_str(&self.prefs).unwrap()
    }

    /// The fields that 0.15 does not have. No email of the model is at the domain of a known provider, so each is
    /// canonical.
    fn v1_fields(&self) -> Value {
        let if_email = |value: bool| if self.email.is_some() { json!(value) } else { Value::Null };
        json!({
            "labels": self.labels,
            "emailCanonical": self.email,
            "emailIsFree": if_email(false),
            "emailIsDisposable": if_email(false),
            "emailIsCorporate": if_email(true),
            "emailIsCanonical": if_email(true),
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

    /// The targets of the user: email, phone, and those that were added.
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

    /// The fields of a session that the model knows.
    pub fn session(&self, is_v1: bool, session: &Session) -> Value {
        let end = (session.created_at / 1_000 + YEAR) * 1_000;
        let (provider, uid) = match &session.way {
            Way::Server => ("server", ""),
            Way::Email(email) => ("email", email.as_str()),
            Way::Account(uid) => ("oidc", uid.as_str()),
        };
        json!({
            "$id": session.id,
            "$createdAt": time(is_v1, Some(session.created_at)),
            "userId": self.id,
            "expire": time(is_v1, Some(end)),
            "provider": provider,
            "providerUid": uid,
        })
    }

    /// The fields of a log entry that the model knows.
    pub fn log_entry(&self, is_v1: bool, entry: &LogEntry) -> Value {
        json!({
            "event": if is_v1 { v1_event(&entry.event).to_owned() } else { format!("users.{}.{}", self.id, entry.event) },
            "userId": self.id,
            "userEmail": entry.email.as_deref().unwrap_or_default(),
            "userName": entry.name,
            "mode": if entry.is_own { "default" } else { "admin" },
            "time": time(is_v1, Some(entry.at)),
        })
    }
}

fn v1_event(event: &str) -> &'static str {
    let (what, how) = (event.split('.').next().unwrap_or_default(), event.rsplit('.').next().unwrap_or_default());
    match (what, how) {
        ("create", _) => "user.create",
        ("update", "verification") => "verification.update",
        ("update", _) => "user.update",
        ("sessions" | "sign-ins", "create") => "session.create",
        ("sessions", _) => "session.delete",
        ("targets", "create") => "target.create",
        ("targets", "update") => "target.update",
        ("targets", _) => "target.delete",
        ("identities", _) => "identity.delete",
        other => panic!("an event that the model does not know: {other:?}"),
    }
}

fn merge(into: &mut Value, more: Value) {
    let more: Map<String, Value> = serde_json::from_value(more).unwrap();
    into.as_object_mut().unwrap().extend(more);
}

/// The answer with generated values replaced by [`HASH`] and [`OWN`].
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
            let is_derived = |id: &str| id.len() == 20 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
            if fields.contains_key("providerType") && fields["$id"].as_str().is_some_and(is_derived) {
                fields["$id"] = json!(OWN);
            }
        }
        _ => {}
    }
    answer
}
