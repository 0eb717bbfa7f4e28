//! Hashes as the columns of files have them. The values were made by Python's hashlib, on OpenSSL.

use super::auth0::custom;
use super::columns::{fusionauth, symfony};
use super::*;
use roster_core::{DigestAlgorithm, Password};
use serde_json::{Value, json};

const PASSWORD: &str = "pässwörd ☃";
const SALT: &str = "MDEyMzQ1Njc4OWFiY2RlZg==";
const SHA1: &str = "adee8be55638aee8029ccd546919ac929548f146";
const MD5: &str = "e26ea683e42de1777fda7943dfa8b1fd";
const SHA256: &str = "7e12bc5f47692049a012e8d11422fa3a0add03762c49d75f67d4b0fb9512c7a6";

#[track_caller]
fn is_of(read: SourcePassword, password: &str) {
    let hash = match read {
        SourcePassword::Hash(hash) => hash,
        SourcePassword::Unknown(reason) => panic!("{reason}"),
        SourcePassword::Plain(_) => panic!("not a hash"),
    };
    let matches = |text: &str| hash.matches(&Password::parse_candidate(text).unwrap()).unwrap();
    assert!(matches(password) && !matches(&format!("X{password}")), "{}", hash.as_str());
}

#[track_caller]
fn reason(read: SourcePassword) -> String {
    match read {
        SourcePassword::Unknown(reason) => reason,
        _ => panic!("it is accepted"),
    }
}

#[test]
fn a_hash_that_names_its_scheme_is_known() {
    for text in [
        "$2b$04$CCCCCCCCCCCCCCCCCCCCC.txSdvxkeMl2/jgY9EniwEHPfFFoFE1S",
        "pbkdf2_sha256$1000$saltsalt$H6r1rE0FF//O7klurTn32x8HmHJhH+aWI26oCHNN2pw=",
        "{SSHA}koMRiGG+f1zz2d7Z5RsfKWJo0WcwMTIzNDU2Nzg5YWJjZGVm",
    ] {
        is_of(known(text), PASSWORD);
        for name in NAMES {
            is_of(named(name, text), PASSWORD);
        }
    }
}

#[test]
fn a_hash_that_names_no_scheme_is_not_guessed() {
    for (text, option) in [
        (MD5, "(md5)"),
        (SHA1, "(sha1)"),
        (SHA256, "(sha256, sha3-256)"),
        ("md5$salt$368e05416d761afa1a72831868a622cc", "(django, werkzeug)"),
        (&format!("{}:{}", "0".repeat(32), "0".repeat(128)), "(better-auth, lucia)"),
        ("ADAxMjM0NTY3ODlhYmNkZWYSvN97EJZ+0ejpvvddfXtHeC8frD6TZaMYVWoO/oX5xA==", "(aspnet)"),
    ] {
        let reason = reason(known(text));
        assert!(reason.ends_with(&format!("name it with --hash {option}")), "{reason}");
        assert!(option.trim_matches(['(', ')']).split(", ").all(|name| NAMES.contains(&name)), "{option}");
    }
    for text in ["", "hunter2", "$7$x", "plain text", "0123"] {
        assert_eq!(reason(known(text)), "a hash of an unknown kind");
    }
}

#[test]
fn a_hash_whose_scheme_is_named_is_read() {
    for (name, text) in [
        ("md5", MD5),
        ("wordpress", MD5),
        ("drupal", MD5),
        ("sha1", SHA1),
        ("sha256", SHA256),
        ("sha3-256", "69a82670b42fc314baf51e62462dd6b39c8902ba1c8101a0546508b2ffcff223"),
        ("django", "md5$salt$368e05416d761afa1a72831868a622cc"),
        ("django", MD5),
        ("werkzeug", "sha256$salt$f52c52879da07dae27f9c5cd603861891b73e27a2f45918de567e73dd57c72ed"),
        ("aspnet", "ADAxMjM0NTY3ODlhYmNkZWYSvN97EJZ+0ejpvvddfXtHeC8frD6TZaMYVWoO/oX5xA=="),
        (
            "better-auth",
            "30313233343536373839616263646566:3e6c6055a846a742d502f5e7c0501b54f1eced75fdf3431ca0c043e9598181427283cc60912f45cc1d34f6f5c94c8f9476d0823b679e5923987cac4a3cb2d83a",
        ),
        (
            "lucia",
            "30313233343536373839616263646566:3e6c6055a846a742d502f5e7c0501b54f1eced75fdf3431ca0c043e9598181427283cc60912f45cc1d34f6f5c94c8f9476d0823b679e5923987cac4a3cb2d83a",
        ),
    ] {
        is_of(named(name, text), PASSWORD);
    }
    // Composed and decomposed letters are one password for better-auth.
    let text = "30313233343536373839616263646566:3e6c6055a846a742d502f5e7c0501b54f1eced75fdf3431ca0c043e9598181427283cc60912f45cc1d34f6f5c94c8f9476d0823b679e5923987cac4a3cb2d83a";
    is_of(named("better-auth", text), "pa\u{308}sswo\u{308}rd ☃");
}

#[test]
fn a_text_of_another_form_than_the_named_scheme_is_rejected() {
    for name in NAMES {
        for text in ["", "hunter2", "$", "sha1$", "::", "ü", "AQ"] {
            assert!(matches!(named(name, text), SourcePassword::Unknown(_)), "{name} {text}");
        }
    }
    assert_eq!(reason(named("sha256", MD5)), "not a SHA hash in hex, of the length of its version");
}

#[test]
fn a_text_in_the_place_of_a_password_says_that_there_is_none() {
    assert!(["", "!", "!Yk5fhZ0oMyjXJfr4", "*", "*0"].iter().all(|text| is_unusable(text)));
    assert!(![MD5, "$2b$04$", "**"].iter().any(|text| is_unusable(text)));
}

#[test]
fn hashes_of_fusionauth_have_their_salt_and_factor_in_fields_of_their_own() {
    for (scheme, factor, salt, hash) in [
        ("salted-md5", Some(20_000), SALT, "3n6iPAx+rWEmeNa1zYeKVA=="),
        ("salted-sha256", Some(20_000), SALT, "3kuraRiZQPFi5pDtQb73pYKFGatnzXD8Sksmo0kwyH8="),
        ("salted-hmac-sha256", None, SALT, "QcTsEC9Qr6VP2lQ0ZWL+sZe3mzzUoM4m5e7eCBDU8wo="),
        ("salted-pbkdf2-hmac-sha256", Some(24_000), SALT, "tOmlSvVm72agvqDAZivSQLtgdAqW36LPzgYuJntQkqY="),
        (
            "salted-pbkdf2-hmac-sha256-512",
            Some(24_000),
            SALT,
            "tOmlSvVm72agvqDAZivSQLtgdAqW36LPzgYuJntQkqYHofn5W5QsWkKZnlYP/jIX3vgeNkMKdThA8r6N8wYtfA==",
        ),
        (
            "salted-pbkdf2-hmac-sha512-512",
            Some(24_000),
            SALT,
            "ETWRbrygCqXdjV1LyU3FrFu+ofgRoZMPvgcrjd8olk96nKN8IMxoUREIMmSDXEB8EUnTI4nnfi4VTkDHGnTV2w==",
        ),
        ("bcrypt", Some(4), "CCCCCCCCCCCCCCCCCCCCC.", "txSdvxkeMl2/jgY9EniwEHPfFFoFE1S"),
    ] {
        is_of(fusionauth(scheme, factor, salt, hash), PASSWORD);
    }
    for (scheme, factor, salt, hash, rule) in [
        ("bcrypt", None, "CCCCCCCCCCCCCCCCCCCCC.", "", "a bcrypt hash without a factor"),
        ("salted-md5", None, SALT, "AAAA", "a hash without a factor"),
        ("salted-md5", Some(1), "?", "AAAA", "a hash or a salt that is not base64"),
        ("phpass-md5", Some(256), SALT, "AAAA", "a hash of FusionAuth's phpass"),
        ("my-own", Some(1), SALT, "AAAA", "a hash of an unknown encryptionScheme"),
    ] {
        assert_eq!(reason(fusionauth(scheme, factor, salt, hash)), rule);
    }
    assert!(reason(fusionauth("salted-md5", Some(u32::MAX), SALT, "3n6iPAx+rWEmeNa1zYeKVA==")).contains("131,072"));
}

#[test]
fn a_digest_of_symfony_is_salted_in_every_round() {
    let hash = "nRVIFU5PTnM87BJsm7irg+iUlRfkYR0Y1sK7CtjOI2iFExDu9X7Xbg/xQgNIfm0QSheYcO8S4IVcPgGvAOJvcQ==";
    let sha512 = DigestAlgorithm::of("sha512").unwrap();
    is_of(symfony(sha512, 5_000, "abc.salt", hash), PASSWORD);
    assert!(reason(symfony(sha512, 5_000_000, "abc.salt", hash)).contains("131,072"));
}

#[test]
fn custom_hashes_of_auth0_are_read_with_their_salts_and_encodings() {
    let hex = |text: &str| json!({ "value": text, "encoding": "hex" });
    let base64 = |text: &str| json!({ "value": text, "encoding": "base64" });
    for description in [
        json!({ "algorithm": "sha1", "hash": hex(SHA1) }),
        json!({ "algorithm": "sha1", "hash": { "value": SHA1 } }),
        json!({ "algorithm": "sha1", "hash": base64("re6L5VY4rugCnM1UaRmskpVI8UY=") }),
        json!({
            "algorithm": "sha256", "hash": hex("b9a95e3f9254328a33b124e1051934d625b9cb58f4456ff18df0184df0967052"),
            "salt": { "value": "keyboardcat", "position": "prefix" }
        }),
        json!({
            "algorithm": "md5", "hash": base64("qpcXDgPBioN944rki86Pjg=="),
            "salt": { "value": "30313233343536373839616263646566", "encoding": "hex", "position": "suffix" }
        }),
        json!({
            "algorithm": "hmac", "hash": {
                "value": "5d14a7c8f2c070fe3cb17f3f8d50f04b1e176906f521e2779a3484bff5ee64b7361259c57728094eb1db21656601ef4f2bc78175f2f17996e3dc993aaa625ca2",
                "encoding": "hex", "digest": "sha512", "key": { "value": "a2V5", "encoding": "base64" }
            }
        }),
        json!({
            "algorithm": "scrypt", "hash": base64("G2MNnd2FtztpB7VUrO7+YMiuPZ1yYj0pKvdl9xzUNGU="),
            "salt": { "value": "0123456789abcdef" }, "cost": 1024, "blockSize": 8, "parallelization": 1, "keylen": 32
        }),
        json!({
            "algorithm": "sha1", "hash": hex("7f344ae9fa098aad084b74aa22fc37abc1f1bf43"), "password": { "encoding": "utf16le" }
        }),
        json!({ "algorithm": "ldap", "hash": { "value": "{SSHA}koMRiGG+f1zz2d7Z5RsfKWJo0WcwMTIzNDU2Nzg5YWJjZGVm" } }),
        json!({
            "algorithm": "pbkdf2", "hash": {
                "value": "$pbkdf2-sha512$i=1000,l=64$MDEyMzQ1Njc4OWFiY2RlZg$OARApVLI3MI1fnnidh/b2hZ3WdAXTP1pBzC8SKo/VZOyPXftwcYoJeGVePebBEAZ4jb+6mLeEntQ/M27Fglnlg",
                "encoding": "utf8"
            }
        }),
        json!({ "algorithm": "bcrypt", "hash": { "value": "$2b$04$CCCCCCCCCCCCCCCCCCCCC.txSdvxkeMl2/jgY9EniwEHPfFFoFE1S" } }),
    ] {
        is_of(custom(&description), PASSWORD);
    }
}

#[test]
fn custom_hashes_of_auth0_that_do_not_say_enough_are_rejected() {
    for (description, rule) in [
        (json!({}), "a custom hash without a value"),
        (json!({ "algorithm": "md4", "hash": { "value": MD5 } }), "a custom hash of an unknown algorithm"),
        (
            json!({ "algorithm": "md5", "hash": { "value": MD5 }, "salt": { "value": "x" } }),
            "a custom hash with a salt, and without its position (prefix, suffix)",
        ),
        (
            json!({ "algorithm": "md5", "hash": { "value": MD5, "encoding": "base32" } }),
            "a custom hash with an unknown encoding",
        ),
        (
            json!({ "algorithm": "md5", "hash": { "value": "zz", "encoding": "hex" } }),
            "a custom hash whose parts are not in their encoding",
        ),
        (
            json!({ "algorithm": "md5", "hash": { "value": MD5 }, "password": { "encoding": "ebcdic" } }),
            "a custom hash with an unknown password.encoding",
        ),
        (
            json!({ "algorithm": "hmac", "hash": { "value": MD5, "digest": "whirlpool" } }),
            "a custom HMAC of an unknown digest",
        ),
        (
            json!({ "algorithm": "scrypt", "hash": { "value": MD5 } }),
            "a custom scrypt hash without cost, blockSize, parallelization or keylen",
        ),
        (Value::Null, "a custom hash without a value"),
    ] {
        assert_eq!(reason(custom(&description)), rule, "{description}");
    }
}

#[test]
fn a_hash_of_clerk_is_read_by_the_name_of_its_hasher() {
    for (hasher, digest) in [
        ("bcrypt", "$2b$04$CCCCCCCCCCCCCCCCCCCCC.txSdvxkeMl2/jgY9EniwEHPfFFoFE1S"),
        ("md5", MD5),
        ("sha256", SHA256),
        ("pbkdf2_sha256_django", "pbkdf2_sha256$1000$saltsalt$H6r1rE0FF//O7klurTn32x8HmHJhH+aWI26oCHNN2pw="),
        // The same text but for the salt, which is base64 here.
        ("pbkdf2_sha256", "pbkdf2_sha256$1000$MDEyMzQ1Njc4OWFiY2RlZg==$gQXu1x5KbERTJyaemxuvp+IiUbtoRPNNrYc9CBmBfrU="),
        ("pbkdf2_sha1", "pbkdf2_sha1$1000$saltsalt$58b9d1e538da80d00e9c835b687df0e2bf6040ea"),
        ("ldap_ssha", "{SSHA}koMRiGG+f1zz2d7Z5RsfKWJo0WcwMTIzNDU2Nzg5YWJjZGVm"),
    ] {
        is_of(clerk::hash(hasher, digest), PASSWORD);
    }
    // The example that Firebase publishes with its program.
    let firebase = "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==$42xEC+ixf3L2lw==$jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$Bw==$8$14";
    is_of(clerk::hash("scrypt_firebase", firebase), "user1password");
    assert!(reason(clerk::hash("bcrypt_peppered", "$2b$04$x")).contains("pepper"));
    for (hasher, digest) in [("awscognito", "x"), ("pbkdf2_sha1", "x$y"), ("scrypt_firebase", "a$b")] {
        assert!(matches!(clerk::hash(hasher, digest), SourcePassword::Unknown(_)), "{hasher}");
    }
}
