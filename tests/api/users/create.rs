//! POST /v1/users

use crate::app::TestApp;
use crate::expected::{EMAIL, NAME, PASSWORD_LONG, PASSWORD_SHORT, START, USER_ID_CHOSEN, missing, user, with};
use roster_core::{Password, UserId};
use serde_json::{Value, json};

/// A valid body with these fields replaced; `null` counts as a missing field.
fn new(changes: Value) -> Value {
    let valid = json!({ "userId": "ann", "email": "ann@example.com", "password": "correct horse", "name": "ann Lee" });
    with(valid, changes)
}

async fn is_conflict(app: &TestApp, changes: Value) {
    let answer = app.post("/v1/users").key().json(new(changes)).send().await;
    answer.is_error(409, "user_already_exists", "Account already exists");
}

async fn is_invalid(app: &TestApp, changes: Value, message: &str) {
    app.post("/v1/users").key().json(new(changes)).send().await.is_invalid(message);
}

#[tokio::test]
async fn a_created_user_has_all_fields_in_order() {
    let app = TestApp::start().await;
    let answer = app.post("/v1/users").key().json(new(json!({}))).send().await;
    answer.is(201, user("ann"));
    answer.has_fields_in_order(&[
        "$id",
        "$createdAt",
        "$updatedAt",
        "name",
        "registration",
        "status",
        "passwordUpdate",
        "email",
        "phone",
        "emailVerification",
        "phoneVerification",
        "prefs",
    ]);
    assert_eq!(app.events("ann").await, ["users.ann.create"]);
    app.check("one user");
}

#[tokio::test]
async fn a_created_user_is_found_at_once_by_id_list_and_search() {
    let app = TestApp::start().await;
    let ann = app.create("ann").await;
    app.get("/v1/users/ann").key().send().await.is(200, ann.clone());
    for query in ["", "?search=lee", "?search=ann@example.com", "?search=ann"] {
        let answer = app.get(&format!("/v1/users{query}")).key().send().await;
        answer.is(200, json!({ "total": 1, "users": [ann] }));
    }
}

#[tokio::test]
async fn a_name_is_optional() {
    let app = TestApp::start().await;
    for (n, body) in [json!({ "name": null }), json!({ "name": "" }), json!({})].into_iter().enumerate() {
        let id = format!("u{n}");
        let mut sent = new(with(json!({ "userId": id, "email": format!("u{n}@example.com") }), body.clone()));
        if body == json!({}) {
            sent.as_object_mut().unwrap().remove("name");
        }
        app.post("/v1/users").key().json(sent).send().await.is(201, with(user(&id), json!({ "name": "" })));
    }
}

#[tokio::test]
async fn an_id_is_generated_on_request() {
    let app = TestApp::start().await;
    let mut ids = Vec::new();
    for n in 0..3 {
        app.pass(1);
        let sent = new(json!({ "userId": "unique()", "email": format!("u{n}@example.com") }));
        let answer = app.post("/v1/users").key().json(sent).send().await;
        assert_eq!(answer.status, 201);
        ids.push(answer.body()["$id"].as_str().unwrap().to_owned());
    }
    assert!(ids.iter().all(|id| id.len() == 20 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))));
    assert!(ids.is_sorted() && ids[0] != ids[1], "{ids:?}");
}

#[tokio::test]
async fn ids_of_every_allowed_form_are_accepted() {
    let app = TestApp::start().await;
    for (n, id) in ["a", "0", "A-b_c.D", "Unique", &"z".repeat(36)].into_iter().enumerate() {
        let sent = new(json!({ "userId": id, "email": format!("u{n}@example.com") }));
        app.post("/v1/users").key().json(sent).send().await.ok();
        assert_eq!(app.read(id).await["$id"], id);
    }
}

#[tokio::test]
async fn ids_differ_by_case() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.post("/v1/users").key().json(new(json!({ "userId": "ANN", "email": "other@example.com" }))).send().await.ok();
    assert_eq!(app.read("ANN").await["email"], "other@example.com");
    assert_eq!(app.read("ann").await["email"], "ann@example.com");
}

#[tokio::test]
async fn an_email_is_stored_in_lower_case() {
    let app = TestApp::start().await;
    let answer = app.post("/v1/users").key().json(new(json!({ "email": "A.B+c@X.Com" }))).send().await;
    answer.is(201, with(user("ann"), json!({ "email": "a.b+c@x.com" })));
    assert_eq!(app.read("ann").await["email"], "a.b+c@x.com");
}

#[tokio::test]
async fn the_first_missing_parameter_is_named() {
    let app = TestApp::start().await;
    let steps = [
        (json!({}), "userId"),
        (json!({ "userId": "ann" }), "email"),
        (json!({ "userId": "ann", "email": "ann@example.com" }), "password"),
        (json!({ "email": "ann@example.com", "password": "correct horse" }), "userId"),
        (new(json!({ "userId": null })), "userId"),
        (new(json!({ "userId": "" })), "userId"),
        (new(json!({ "email": null })), "email"),
        (new(json!({ "email": "" })), "email"),
        (new(json!({ "password": null })), "password"),
        (new(json!({ "password": "" })), "password"),
    ];
    for (body, name) in steps {
        app.post("/v1/users").key().json(body).send().await.is_invalid(&missing(name));
    }
}

#[tokio::test]
async fn an_invalid_id_is_rejected() {
    let app = TestApp::start().await;
    let long = "a".repeat(37);
    for id in ["-x", "_x", ".x", "a b", "a#b", "a/b", "é", "a\u{0}", " a", "unique( )", "$a", &long] {
        is_invalid(&app, json!({ "userId": id }), USER_ID_CHOSEN).await;
    }
    for other in [json!(5), json!(true), json!(["a"]), json!({ "a": 1 })] {
        is_invalid(&app, json!({ "userId": other }), USER_ID_CHOSEN).await;
    }
}

#[tokio::test]
async fn an_invalid_email_is_rejected() {
    let app = TestApp::start().await;
    let long = format!("{}@x.com", "l".repeat(65));
    for email in ["x", "a@b", "a@localhost", "a..b@x.com", " a@x.com", "a@x.com\n", "ä@x.com", "a@1.2.3.4", &long] {
        is_invalid(&app, json!({ "email": email }), EMAIL).await;
    }
    for other in [json!(5), json!(false), json!(["a@b.co"]), json!({})] {
        is_invalid(&app, json!({ "email": other }), EMAIL).await;
    }
}

#[tokio::test]
async fn a_password_has_8_to_256_characters() {
    let app = TestApp::start().await;
    for short in ["1234567", "ßßßßßßß", "🔒🔒🔒🔒🔒🔒🔒"] {
        is_invalid(&app, json!({ "password": short }), PASSWORD_SHORT).await;
    }
    for other in [json!(12_345_678), json!(true), json!(["12345678"]), json!({ "a": "12345678" })] {
        is_invalid(&app, json!({ "password": other }), PASSWORD_SHORT).await;
    }
    is_invalid(&app, json!({ "password": "x".repeat(257) }), PASSWORD_LONG).await;
    for (n, valid) in ["12345678", "ßßßßßßßß", "        ", &"🔒".repeat(256)].into_iter().enumerate() {
        let sent = new(json!({ "userId": format!("u{n}"), "email": format!("u{n}@x.com"), "password": valid }));
        app.post("/v1/users").key().json(sent).send().await.ok();
    }
}

#[tokio::test]
async fn a_password_is_hashed_without_changes() {
    let app = TestApp::start().await;
    let sent = " pa\u{df}\u{301} word\u{0} ";
    app.post("/v1/users").key().json(new(json!({ "password": sent }))).send().await.ok();
    let stored = app.store.get_user(&app.project.id, &UserId::parse("ann").unwrap()).await.unwrap();
    let hash = stored.password.unwrap();
    assert!(hash.as_str().starts_with("$argon2id$v=19$"));
    assert!(hash.matches(&Password::parse(sent).unwrap()).unwrap());
    assert!(!hash.matches(&Password::parse(sent.trim()).unwrap()).unwrap());
}

#[tokio::test]
async fn a_name_has_at_most_128_characters() {
    let app = TestApp::start().await;
    for invalid in [json!("x".repeat(129)), json!("ß".repeat(129)), json!(5), json!(true), json!(["x"]), json!({})] {
        is_invalid(&app, json!({ "name": invalid }), NAME).await;
    }
    let longest = "🎈".repeat(128);
    let answer = app.post("/v1/users").key().json(new(json!({ "name": longest }))).send().await;
    answer.is(201, with(user("ann"), json!({ "name": longest })));
}

#[tokio::test]
async fn the_first_invalid_parameter_is_reported() {
    let app = TestApp::start().await;
    let invalid = json!({ "userId": "-x", "email": "x", "password": "short", "name": "x".repeat(129) });
    is_invalid(&app, invalid.clone(), USER_ID_CHOSEN).await;
    is_invalid(&app, with(invalid.clone(), json!({ "userId": "ann" })), EMAIL).await;
    is_invalid(&app, with(invalid.clone(), json!({ "userId": "ann", "email": "a@b.co" })), PASSWORD_SHORT).await;
    is_invalid(&app, json!({ "name": "x".repeat(129) }), NAME).await;
    is_invalid(&app, json!({ "userId": "-x", "email": null }), USER_ID_CHOSEN).await;
    is_invalid(&app, json!({ "userId": null, "email": "x" }), &missing("userId")).await;
}

#[tokio::test]
async fn an_id_or_email_in_use_is_a_conflict() {
    let app = TestApp::start().await;
    app.create("ann").await;
    is_conflict(&app, json!({})).await;
    is_conflict(&app, json!({ "email": "other@example.com" })).await;
    is_conflict(&app, json!({ "userId": "other" })).await;
    is_conflict(&app, json!({ "userId": "other", "email": "ANN@Example.COM" })).await;
    is_conflict(&app, json!({ "userId": "unique()" })).await;
    let list = app.get("/v1/users").key().send().await;
    list.is(200, json!({ "total": 1, "users": [user("ann")] }));
    app.check("after conflicts");
}

#[tokio::test]
async fn invalid_parameters_take_precedence_over_a_conflict() {
    let app = TestApp::start().await;
    app.create("ann").await;
    is_invalid(&app, json!({ "password": "short" }), PASSWORD_SHORT).await;
    is_invalid(&app, json!({ "name": "x".repeat(129) }), NAME).await;
}

#[tokio::test]
async fn the_same_user_can_exist_in_two_projects() {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.make_project("q").await;
    let secret = app.make_key("q", &roster_core::Scope::ALL, None).await;
    let answer = app.post("/v1/users").project("q").secret(&secret).json(new(json!({}))).send().await;
    answer.is(201, user("ann"));
    app.check("two projects");
}

#[tokio::test]
async fn a_rejected_call_creates_no_user() {
    let app = TestApp::start().await;
    for body in [json!({}), new(json!({ "userId": "-x" })), new(json!({ "name": "x".repeat(129) }))] {
        assert_eq!(app.post("/v1/users").key().json(body).send().await.status, 400);
    }
    app.get("/v1/users").key().send().await.is(200, json!({ "total": 0, "users": [] }));
    app.check("no user");
}

#[tokio::test]
async fn times_are_those_of_the_creation() {
    let app = TestApp::start().await;
    app.pass(3_600);
    let then = START + 3_600;
    let times = json!({ "$createdAt": then, "$updatedAt": then, "registration": then, "passwordUpdate": then });
    app.post("/v1/users").key().json(new(json!({}))).send().await.is(201, with(user("ann"), times));
}
