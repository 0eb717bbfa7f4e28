//! `custom_password_hash` in the forms that Auth0 has described since 2018.

use super::super::hash::auth0;
use crate::users::source::SourcePassword;
use serde_json::{Value, json};

/// The rounds and the length of a PBKDF2 hash whose text does not name them (source: "Bulk User Import Database Schema and Examples").
const PBKDF2_DEFAULTS: &str = "i=100000,l=64";

/// A hash that is described by `custom_password_hash`.
pub fn custom(mut custom: Value) -> SourcePassword {
    if let Some(hash) = custom["hash"].as_str() {
        // The form of 2018: the hash as a text beside its encoding, and the salt in fields that say where it is.
        let salts = ["prefix", "suffix"]
            .map(|side| (side, custom[format!("salt_{side}").as_str()].as_str().unwrap_or_default()));
        let salt = match salts {
            [(_, ""), (_, "")] => Value::Null,
            [(position, salt), (_, "")] | [(_, ""), (position, salt)] => json!({ "value": salt, "position": position }),
            _ => return SourcePassword::unknown("a custom hash with salts before and after the password"),
        };
        let encoding = custom["encoding"].as_str().unwrap_or("hex");
        custom = json!({
            "algorithm": custom["algorithm"],
            "hash": { "value": hash, "encoding": encoding },
            "salt": salt,
        });
    }
    if custom["algorithm"] == "pbkdf2" {
        let value = with_defaults(custom["hash"]["value"].as_str().unwrap_or_default());
        custom["hash"] = json!({ "value": value });
    }
    auth0::custom(&custom)
}

/// `$pbkdf2-sha512$salt$hash` with the default parameters.
fn with_defaults(text: &str) -> String {
    match text.split('$').collect::<Vec<_>>().as_slice() {
        ["", name, salt, hash] => format!("${name}${PBKDF2_DEFAULTS}${salt}${hash}"),
        _ => text.to_owned(),
    }
}
