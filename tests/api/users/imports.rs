//! POST /v1/users/{argon2,bcrypt,md5,phpass,sha,scrypt,scrypt-modified}

use crate::answer::Answer;
use crate::app::TestApp;
use crate::expected::{EMAIL, NAME, PASSWORD_LONG, PASSWORD_SHORT, USER_ID_CHOSEN, missing, user, with};
use roster_core::{HashCost, PasswordHash};
use roster_tests::clock::user_id;
use serde_json::{Value, json};

const SIGNER_KEY: &str = "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";

/// Scheme, password, and the parameters of the scheme: test vectors of other implementations
/// (`crates/core/src/hash/tests/vectors.rs`).
fn schemes() -> Vec<(&'static str, &'static str, Value)> {
    let argon2 = "$argon2id$v=19$m=65536,t=4,p=3$c2FsdHNhbHRzYWx0c2FsdA$dQhHlc/935EQ9CwIRGPVazYKwyvsACGCtS1mm1ooTEE";
    let sha3 = "c5d05432d6da5971ab7798edf48d294ac28ee4d78ecbf0e1d236df3d12d3e6408462702ea047d0fc46aec01c43d9d403c713df217619da353e0c42399afbc33f";
    let scrypt = "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640";
    let firebase = "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";
    let sha256 = "4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631";
    vec![
        ("argon2", "correct horse", json!({ "password": argon2 })),
        (
            "bcrypt",
            "rasmuslerdorf",
            json!({ "password": "$2y$07$BCryptRequires22Chrcte/VlQH0piJtjXl.0t1XkA8pw9dMXTpOq" }),
        ),
        ("md5", "correct horse", json!({ "password": "3cb4e732631f47e6eb961f34554b7cde" })),
        ("phpass", "test12345", json!({ "password": "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0" })),
        ("sha", "correct horse", json!({ "password": sha256, "passwordVersion": "sha256" })),
        ("sha", "correct horse", json!({ "password": sha3 })),
        (
            "scrypt",
            "password",
            json!({
                "password": scrypt, "passwordSalt": "NaCl", "passwordCpu": 1024, "passwordMemory": 8,
                "passwordParallel": 16, "passwordLength": 64
            }),
        ),
        (
            "scrypt-modified",
            "user1password",
            json!({
                "password": firebase, "passwordSalt": "42xEC+ixf3L2lw==", "passwordSaltSeparator": "Bw==",
                "passwordSignerKey": SIGNER_KEY
            }),
        ),
    ]
}

impl TestApp {
    async fn import(&self, scheme: &str, body: Value) -> Answer {
        self.post(&format!("/v1/users/{scheme}")).key().json(body).send().await
    }

    async fn hash_of_ann(&self) -> PasswordHash {
        let ann = self.store.get_user(&self.project.id, &user_id("ann")).await.unwrap();
        ann.password.unwrap()
    }
}

fn ann(hash: &Value) -> Value {
    with(json!({ "userId": "ann", "email": "ann@example.com", "name": "ann Lee" }), hash.clone())
}

#[tokio::test]
async fn an_imported_user_signs_in_and_gets_a_hash_of_the_product() {
    let cost = HashCost { memory_kib: 64, iterations: 1 };
    for (scheme, password, hash) in schemes() {
        let app = TestApp::start().await;
        app.import(scheme, ann(&hash)).await.is(201, user("ann"));
        assert_eq!(app.events("ann").await, ["users.ann.create"]);
        assert!(!app.hash_of_ann().await.is_current(cost), "{scheme}");

        app.try_sign_in("ann@example.com", "wrong password").send().await.is_wrong_password();
        assert!(!app.hash_of_ann().await.is_current(cost), "{scheme}: a wrong password does not replace the hash");
        let token = app.try_sign_in("ann@example.com", password).send().await.token();
        assert!(app.hash_of_ann().await.is_current(cost), "{scheme}");
        app.account(&token).await.is(200, user("ann"));

        app.try_sign_in("ann@example.com", "wrong password").send().await.is_wrong_password();
        app.try_sign_in("ann@example.com", password).send().await.token();
        app.check(scheme);
    }
}

/// The SHA-256 of `horse`, calculated with OpenSSL.
const HORSE: &str = "fd62862b6dc213bee77c2badd6311528253c6cb3107e03c16051aa15584eca1c";

#[tokio::test]
async fn an_imported_user_signs_in_with_a_password_that_is_too_short_for_new_users() {
    let app = TestApp::start().await;
    let short = json!({ "password": HORSE, "passwordVersion": "sha256" });
    app.import("sha", ann(&short)).await.is(201, user("ann"));
    for (email, password) in [("ann@example.com", "mouse"), ("ann@example.com", "h"), ("nobody@example.com", "horse")] {
        app.try_sign_in(email, password).send().await.is_invalid(PASSWORD_SHORT);
    }
    let token = app.try_sign_in("ann@example.com", "horse").send().await.token();
    // Again, with the hash that replaced the imported one.
    app.try_sign_in("ann@example.com", "horse").send().await.token();

    let change = async |old: &str| {
        let body = json!({ "password": "correct horse", "oldPassword": old });
        app.patch("/v1/account/password").session(&token).json(body).send().await
    };
    change("mouse").await.is_invalid("Invalid oldPassword: Password must be at least 8 characters");
    change("horse").await.ok();
    app.try_sign_in("ann@example.com", "horse").send().await.is_invalid(PASSWORD_SHORT);
    app.try_sign_in("ann@example.com", "correct horse").send().await.token();
}

#[tokio::test]
async fn the_parameters_of_every_scheme_are_checked_in_their_order() {
    let app = TestApp::start().await;
    for (scheme, _, hash) in schemes() {
        let without = |field: &str| {
            let mut body = ann(&hash);
            body.as_object_mut().unwrap().remove(field);
            body
        };
        for field in ["userId", "email", "password"] {
            app.import(scheme, without(field)).await.is_invalid(&missing(field));
        }
        let optional = ["userId", "email", "password", "passwordVersion"];
        for field in hash.as_object().unwrap().keys().filter(|field| !optional.contains(&field.as_str())) {
            app.import(scheme, without(field)).await.is_invalid(&missing(field));
        }
        let wrong = async |changes: Value| app.import(scheme, with(ann(&hash), changes)).await;
        wrong(json!({ "userId": "-x", "email": "x" })).await.is_invalid(USER_ID_CHOSEN);
        wrong(json!({ "email": "x", "password": "x" })).await.is_invalid(EMAIL);
        wrong(json!({ "password": "1234567", "name": "x".repeat(129) })).await.is_invalid(PASSWORD_LONG);
        wrong(json!({ "password": "x".repeat(257) })).await.is_invalid(PASSWORD_LONG);
        wrong(json!({ "password": 12_345_678 })).await.is_invalid(PASSWORD_LONG);
        wrong(json!({ "name": "x".repeat(129) })).await.is_invalid(NAME);
        let rejected = wrong(json!({ "password": "no hash at all" })).await;
        assert_eq!(rejected.status, 400, "{scheme}");
        let text = rejected.body()["message"].as_str().unwrap().to_owned();
        assert!(text.starts_with("Invalid password: Value must be a"), "{text}");
    }
    assert_eq!(app.get("/v1/users").key().send().await.ok()["total"], 0);
}

#[tokio::test]
async fn hashes_that_are_too_expensive_are_rejected() {
    let app = TestApp::start().await;
    let expensive =
        "$argon2id$v=19$m=1048576,t=4,p=3$c2FsdHNhbHRzYWx0c2FsdA$dQhHlc/935EQ9CwIRGPVazYKwyvsACGCtS1mm1ooTEE";
    let rejected = app.import("argon2", ann(&json!({ "password": expensive }))).await;
    rejected.is_invalid(
        "Invalid password: Value must be an Argon2 hash in PHC form ($argon2id$v=19$m=65536,t=4,p=1$salt$hash) of at most \
         256 MiB, and 1 GiB over all passes",
    );
    let expensive = "$2y$31$BCryptRequires22Chrcte/VlQH0piJtjXl.0t1XkA8pw9dMXTpOq";
    app.import("bcrypt", ann(&json!({ "password": expensive })))
        .await
        .is_invalid("Invalid password: Value must be a bcrypt hash ($2y$10$ and 53 characters) of a cost from 4 to 15");
    let (_, _, scrypt) = schemes().into_iter().find(|(scheme, ..)| *scheme == "scrypt").unwrap();
    for (name, value) in
        [("passwordCpu", json!(1_048_576)), ("passwordCpu", json!(1_000)), ("passwordMemory", json!(4_096))]
    {
        app.import("scrypt", with(ann(&scrypt), json!({ name: value }))).await.is_invalid(
            "Invalid passwordCpu: Value must be a scrypt cost: a power of two, which takes at most 256 MiB with memory and \
             parallel",
        );
    }
    let text = "Invalid passwordCpu: Value must be a valid integer";
    app.import("scrypt", with(ann(&scrypt), json!({ "passwordCpu": "many" }))).await.is_invalid(text);
}

#[tokio::test]
async fn an_unknown_version_and_an_invalid_salt_are_rejected() {
    let app = TestApp::start().await;
    let of = |name: &str| schemes().into_iter().find(|(scheme, ..)| *scheme == name).unwrap().2;
    app.import("sha", with(ann(&of("sha")), json!({ "passwordVersion": "sha-256" }))).await.is_invalid(
        "Invalid passwordVersion: Value must be one of (sha1, sha224, sha256, sha384, sha512/224, sha512/256, sha512, \
         sha3-224, sha3-256, sha3-384, sha3-512)",
    );
    for name in ["passwordSalt", "passwordSaltSeparator", "passwordSignerKey"] {
        let wrong = with(ann(&of("scrypt-modified")), json!({ name: "no base64!" }));
        let text = format!("Invalid {name}: Value must be base64, as Firebase exports it");
        app.import("scrypt-modified", wrong).await.is_invalid(&text);
    }
}

#[tokio::test]
async fn an_email_or_id_in_use_is_a_conflict() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for (scheme, _, hash) in schemes() {
        let text = "Account already exists";
        let taken = app.import(scheme, with(ann(&hash), json!({ "userId": "unique()" }))).await;
        taken.is_error(409, "user_already_exists", text);
        let taken = app.import(scheme, with(ann(&hash), json!({ "email": "other@example.com" }))).await;
        taken.is_error(409, "user_already_exists", text);
    }
    app.check("conflicts");
}
