//! The forms of Auth0's `custom_password_hash`. The hashes were made by Python's hashlib and hmac.

use super::*;
use serde_json::{Value, json};

fn import(custom: &Value) -> Result<ValidRow, RowError> {
    read(Format::Auth0, &json!({ "email": "a@example.com", "custom_password_hash": custom }).to_string())
}

#[test]
fn a_hash_with_a_salt_a_key_or_an_encoding_is_that_of_the_password() {
    let base64 = "cmZ3cjyPgOZgMFr9zUSfpvX0BOgi8pQ5JLHdWh3Yjdw=";
    let pbkdf2 = "$pbkdf2-sha512$MDEyMzQ1Njc4OWFiY2RlZg$C+dOFpKqFeIzUANU3ZXZkPDPTPiTOG2osuKiNKUrSFW2RC7gk1XaF+MReHmX9491VuSWI/UHg5Na7+8UfaJVQA";
    for custom in [
        json!({ "algorithm": "md5", "hash": { "value": "235983EF8989305bb78eb04820903988", "encoding": "hex" },
            "salt": { "value": "salt1", "position": "prefix" } }),
        json!({ "algorithm": "sha256", "hash": { "value": base64, "encoding": "base64" },
            "salt": { "value": "00ff", "encoding": "hex", "position": "suffix" } }),
        json!({ "algorithm": "sha256", "hash": { "value": base64, "encoding": "base64" },
            "salt": { "value": "AP8=", "encoding": "base64", "position": "suffix" } }),
        json!({ "algorithm": "hmac", "hash": { "value": "955ca3bd5be9681f0de4e366f1d33a17f77dde1ef64f2394b5f939aad39dbe26",
            "encoding": "hex", "digest": "sha256", "key": { "value": "a2V5", "encoding": "base64" } } }),
        json!({ "algorithm": "ldap", "hash": { "value": "{SSHA}zj5ows3u6e4YzHrgVeFL/XrCJaRhYmNk", "encoding": "utf8" } }),
        json!({ "algorithm": "sha1", "hash": { "value": "0ca5744b6e271caf8ad6082306564fb93023007a", "encoding": "hex" },
            "password": { "encoding": "utf16le" } }),
        json!({ "algorithm": "pbkdf2", "hash": { "value": pbkdf2, "encoding": "utf8" } }),
        json!({ "algorithm": "scrypt", "hash": { "value": "Nw7IeFoeSYhffRGeM7/Zye1x7NkwODVs6SbNbubWktg=", "encoding": "base64" },
            "salt": { "value": "01020304", "encoding": "hex" }, "cost": 1024, "blockSize": 8, "parallelization": 1, "keylen": 32 }),
    ] {
        let user = user(import(&custom));
        assert!(knows(&user, "correct horse") && !knows(&user, "correct hose"), "{custom}");
    }
}

#[test]
fn the_form_of_2018_has_its_parts_beside_each_other() {
    for custom in [
        json!({ "algorithm": "md5", "hash": "235983ef8989305bb78eb04820903988", "encoding": "hex", "salt_prefix": "salt1" }),
        json!({ "algorithm": "md5", "hash": "3cb4e732631f47e6eb961f34554b7cde" }),
        json!({ "algorithm": "bcrypt", "hash": "$2b$05$HbJSZkOuyW5M.3CmZ8fPvOD/tXaAOSpKjuP1WFudAMk4AyQyb3qoG" }),
    ] {
        assert!(knows(&user(import(&custom)), "correct horse"), "{custom}");
    }
}

#[test]
fn a_hash_that_could_be_two_or_none_is_rejected_with_its_reason() {
    let hex = "235983ef8989305bb78eb04820903988";
    for custom in [
        json!("x"),
        json!({ "algorithm": "md4", "hash": { "value": hex, "encoding": "hex" } }),
        json!({ "algorithm": "md5", "hash": { "value": hex, "encoding": "rot13" } }),
        json!({ "algorithm": "md5", "hash": { "value": hex, "encoding": "hex" }, "salt": { "value": "x" } }),
        json!({ "algorithm": "md5", "hash": { "value": hex, "encoding": "hex" }, "password": { "encoding": "ebcdic" } }),
        json!({ "algorithm": "md5", "hash": hex, "salt_prefix": "a", "salt_suffix": "b" }),
        json!({ "algorithm": "scrypt", "hash": { "value": hex, "encoding": "hex" } }),
        json!({ "algorithm": "pbkdf2", "hash": { "value": "$pbkdf2-md5$x$y" } }),
    ] {
        let reason = reason(import(&custom));
        assert!(reason.starts_with("password: ") && !reason.contains(hex), "{custom}: {reason}");
    }
}
