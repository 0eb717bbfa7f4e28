//! The credentials of Keycloak, in the forms of its versions. The hashes were made by Python's hashlib, argon2-cffi and bcrypt.

use super::*;
use serde_json::{Value, json};

const SALT: &str = "MDEyMzQ1Njc4OWFiY2RlZg==";
const SHA1: &str = "3j/kSXDCFGf+gK+IC5hDJD7B63eDRKJWnhTpQ3Nh9Yn4EIxpeBgLSZpVdl9LMnC6x+tygyctTfXI4xPArxGXMQ==";
const SHA256: &str = "H5R9LZ0QvKxHLm1Lg0IeQXdtUAa+9gf2NeOZns+WHBTpnlaWE/+JwnJ/2OXEjNPW5EusP1xxGLqEqjWDbIcGlg==";
const SHA512: &str = "EZdYedjJ9LINuCEWb/obgbC2etwQSY8+K/kV9Sbe4upwijP8unRux35qRxFax9VOayhTRti9uKhJLnaJW9awyQ==";
const BCRYPT: &str = "$2b$05$HbJSZkOuyW5M.3CmZ8fPvOD/tXaAOSpKjuP1WFudAMk4AyQyb3qoG";
const ARGON2: &str = "$argon2id$v=19$m=256,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$j2XvmacbHphFDyyA14YErzZEJ2+WXbUgRbvtE5sDtf0";

fn import(credentials: &Value) -> Result<ValidRow, RowError> {
    read(
        Format::Keycloak,
        &json!({ "id": "1", "username": "a", "email": "a@example.com", "credentials": credentials }).to_string(),
    )
}

/// A credential of version 8 and later: JSON in texts.
fn new(secret: &Value, data: &Value) -> Value {
    json!({ "type": "password", "createdDate": 1_690_000_001_000_u64, "secretData": secret.to_string(), "credentialData": data.to_string() })
}

#[test]
fn the_hashes_of_all_versions_are_read() {
    let old = |algorithm: Option<&str>, iterations: u32, value: &str| {
        json!({ "type": "password", "hashedSaltedValue": value, "salt": SALT, "hashIterations": iterations, "counter": 0,
            "algorithm": algorithm, "digits": 0, "period": 0, "config": {} })
    };
    for credential in [
        old(None, 20_000, SHA1),
        old(Some("pbkdf2"), 20_000, SHA1),
        old(Some("pbkdf2-sha256"), 27_500, SHA256),
        new(
            &json!({ "value": SHA512, "salt": SALT }),
            &json!({ "hashIterations": 30_000, "algorithm": "pbkdf2-sha512" }),
        ),
        new(&json!({ "value": BCRYPT, "salt": "" }), &json!({ "hashIterations": 5, "algorithm": "bcrypt" })),
        new(&json!({ "value": ARGON2, "salt": SALT }), &json!({ "hashIterations": 2, "algorithm": "argon2" })),
        new(
            &json!({ "value": "j2XvmacbHphFDyyA14YErzZEJ2+WXbUgRbvtE5sDtf0=", "salt": "c2FsdHNhbHRzYWx0c2FsdA==" }),
            &json!({ "hashIterations": 2, "algorithm": "argon2", "additionalParameters": { "hashLength": ["32"], "memory": ["256"],
                "type": ["id"], "version": ["1.3"], "parallelism": ["1"] } }),
        ),
    ] {
        let row = import(&json!([credential]));
        assert!(notes(&row).is_empty(), "{:?}", notes(&row));
        let user = user(row);
        assert!(knows(&user, "correct horse") && !knows(&user, "correct hose"), "{credential}");
    }
}

#[test]
fn of_several_passwords_the_first_is_the_current_one() {
    let hash = new(&json!({ "value": BCRYPT }), &json!({ "algorithm": "bcrypt" }));
    let earlier = json!({ "type": "password-history", "secretData": "{}", "credentialData": "{}" });
    let other = json!({ "type": "password", "value": "earlier one" });
    let row = import(&json!([earlier, hash, other, { "type": "otp" }]));
    assert_eq!(notes(&row), ["not imported: second factors"]);
    let user = user(row);
    assert!(knows(&user, "correct horse"));
    assert_eq!(user.password_updated_at, Some(at("1690000001000")));
}

#[test]
fn a_hash_that_cannot_be_imported_is_rejected_with_its_reason() {
    let data = json!({ "hashIterations": 27_500, "algorithm": "pbkdf2-sha256" });
    for credential in [
        json!({ "type": "password" }),
        new(&json!({ "value": SHA256 }), &data),
        new(&json!({ "value": SHA256, "salt": SALT }), &json!({ "algorithm": "pbkdf2-sha256" })),
        new(&json!({ "value": SHA256, "salt": SALT }), &json!({ "hashIterations": 1, "algorithm": "hmac-custom" })),
        new(&json!({ "value": SHA256, "salt": SALT }), &json!({ "hashIterations": 1 })),
        new(&json!({ "value": SHA256, "salt": SALT }), &json!({ "hashIterations": 2, "algorithm": "argon2" })),
        new(&json!({ "value": "$x$y", "salt": SALT }), &data),
    ] {
        assert!(reason(import(&json!([credential]))).starts_with("password: "), "{credential}");
    }
    let broken = json!({ "type": "password", "secretData": "secret", "credentialData": "{}" });
    assert_eq!(reason(import(&json!([broken]))), "secretData: not a JSON object");
}
