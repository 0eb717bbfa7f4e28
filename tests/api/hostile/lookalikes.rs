//! Lookalikes: texts that look like a valid email, id, phone or password, or equal one after a Unicode conversion. A
//! lookalike neither finds, nor creates, nor signs in a user.

use crate::app::TestApp;
use crate::expected::USER_ID;
use crate::signing_in::PASSWORD;
use serde_json::{Value, json};

/// Lookalikes of ann@example.com: with letters of another script, wide letters, accents, invisible characters, and
/// letters that change with the case.
const EMAILS: [&str; 18] = [
    "аnn@example.com",
    "ａnn@example.com",
    "ann＠example.com",
    "ann@example。com",
    "ann@example．com",
    "ann@ехample.com",
    "a\u{0301}nn@example.com",
    "\u{e1}nn@example.com",
    "an\u{200b}n@example.com",
    "ann\u{200d}@example.com",
    "ann@exam\u{00ad}ple.com",
    "\u{feff}ann@example.com",
    "\u{202e}ann@example.com",
    "ann@example.com\u{0}",
    "ann@exam\u{2113}e.com",
    "ann@example.ﬁ",
    "ann\u{0}@example.com",
    "ann@example.c\u{043e}m",
];
const FORMATS: [&str; 2] = ["0.15.0", "1.9.6"];

async fn found(app: &TestApp, term: &str) -> usize {
    let term = form_urlencoded::byte_serialize(term.as_bytes()).collect::<String>();
    let list = app.get(&format!("/v1/users?search={term}")).key().send().await.ok();
    list["total"].as_u64().unwrap() as usize
}

async fn with_ann() -> TestApp {
    let app = TestApp::start().await;
    app.create("ann").await;
    app
}

#[tokio::test]
async fn lookalikes_of_an_email_are_rejected() {
    let app = with_ann().await;
    let before = app.table.rows();
    for format in FORMATS {
        for lookalike in EMAILS {
            let new = json!({ "userId": "lookalike", "email": lookalike, "password": PASSWORD });
            for request in [
                app.post("/v1/users").key().json(new.clone()),
                app.post("/v1/account").project("p").json(new),
                app.patch("/v1/users/ann/email").key().json(json!({ "email": lookalike })),
                app.try_sign_in(lookalike, PASSWORD),
            ] {
                let answer = request.format(format).send().await;
                assert_eq!(
                    (answer.status.as_u16(), &answer.body()["type"]),
                    (400, &json!("general_argument_invalid")),
                    "{lookalike:?}"
                );
            }
        }
    }
    assert!(app.table.rows() == before, "the table is unchanged");
}

#[tokio::test]
async fn letters_that_become_ascii_in_lower_case_are_rejected() {
    let app = TestApp::start().await;
    let new = json!({ "userId": "kim", "email": "kiss@example.com", "password": PASSWORD });
    app.post("/v1/users").key().json(new).send().await.ok();
    // The sign of Kelvin, the long s, the dotted capital I, the sharp s.
    for lookalike in [
        "\u{212a}iss@example.com",
        "ki\u{17f}s@example.com",
        "k\u{130}ss@example.com",
        "ki\u{df}@example.com",
        "KISS@EXAMPLE.COM\u{3000}x",
    ] {
        for format in FORMATS {
            let attempt = app.try_sign_in(lookalike, PASSWORD).format(format).send().await;
            assert_eq!(attempt.status, 400, "{lookalike}");
        }
    }
    app.try_sign_in("KISS@Example.COM", PASSWORD).send().await.token();
}

#[tokio::test]
async fn lookalikes_of_ids_labels_and_phones_are_rejected() {
    let app = with_ann().await;
    let before = app.table.rows();
    for id in ["аnn", "ａnn", "an\u{0301}n", "ann\u{200b}", "\u{feff}ann", "ann\u{0}", "ßß", "İ", "１"] {
        let encoded: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
        app.get(&format!("/v1/users/{encoded}")).key().send().await.is_invalid(USER_ID);
        for format in FORMATS {
            let new = json!({ "userId": id, "email": "lookalike@example.com", "password": PASSWORD });
            assert_eq!(app.post("/v1/users").key().format(format).json(new).send().await.status, 400, "{id:?}");
            let labels = json!({ "labels": ["vip", id] });
            assert_eq!(
                app.put("/v1/users/ann/labels").key().format(format).json(labels).send().await.status,
                400,
                "{id:?}"
            );
        }
    }
    for phone in
        ["＋49301", "+４９301", "+٤٩301", "+49\u{200b}301", "+49 301", "\u{202d}+49301", "+49301\u{0}", "+49301\n"]
    {
        for format in FORMATS {
            let answer =
                app.patch("/v1/users/ann/phone").key().format(format).json(json!({ "number": phone })).send().await;
            assert_eq!(answer.status, 400, "{phone:?}");
        }
    }
    assert!(app.table.rows() == before, "the table is unchanged");
}

#[tokio::test]
async fn lookalikes_of_a_password_are_wrong_passwords() {
    let app = TestApp::start().await;
    let composed = "caf\u{e9} au lait";
    let new = json!({ "userId": "zoe", "email": "zoe@example.com", "password": composed });
    app.post("/v1/users").key().json(new).send().await.ok();
    for lookalike in [
        "cafe\u{301} au lait",
        "cafe au lait",
        "CAF\u{c9} AU LAIT",
        "caf\u{e9}\u{a0}au lait",
        "caf\u{e9} au lait ",
        "caf\u{e9} au lait\u{0}",
        "caf\u{e9} au\u{200b} lait",
    ] {
        app.try_sign_in("zoe@example.com", lookalike).send().await.is_wrong_password();
    }
    app.try_sign_in("zoe@example.com", composed).send().await.token();
}

#[tokio::test]
async fn a_name_is_kept_as_it_was_sent_and_found_by_equivalent_terms() {
    let app = with_ann().await;
    let rename = async |name: &str| {
        let shown = app.patch("/v1/users/ann/name").key().json(json!({ "name": name })).send().await.ok();
        assert_eq!(shown["name"], name);
    };
    for (name, finds, misses) in [
        ("Ren\u{e9}e", &["rene\u{301}e", "renee", "RENÉE"][..], &["rеnee"][..]),
        ("Rene\u{301}e", &["ren\u{e9}e", "renee"], &["ren\u{e9}x"]),
        ("Stra\u{df}e", &["stra\u{df}e"], &["straße2"]),
        ("\u{130}stanbul", &["\u{130}stanbul"], &["\u{131}stanbul2"]),
        ("Ａda", &["ａda"], &["adam"]),
        ("a\u{202e}b admin\u{200b}", &["admin"], &["administrator"]),
    ] {
        rename(name).await;
        for term in finds {
            assert_eq!(found(&app, term).await, 1, "{name:?} by {term:?}");
        }
        for term in misses {
            assert_eq!(found(&app, term).await, 0, "{name:?} by {term:?}");
        }
    }
    app.check("names");
}

#[tokio::test]
async fn a_filter_does_not_find_lookalikes() {
    let app = with_ann().await;
    let by = async |attribute: &str, value: &str| -> Value {
        let query = json!({ "method": "equal", "attribute": attribute, "values": [value] }).to_string();
        let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let list = app.get(&format!("/v1/users?queries[]={query}")).key().format("1.9.6").send().await;
        list.ok()["total"].clone()
    };
    assert_eq!(by("email", "ann@example.com").await, 1);
    for lookalike in EMAILS {
        assert_eq!(by("email", lookalike).await, 0, "{lookalike:?}");
    }
    // A filter by name ignores case and accents: a name is not an identifier.
    let names = [by("name", "ann Lee").await, by("name", "ann\u{a0}LE\u{301}E").await, by("name", "аnn Lee").await];
    assert_eq!(names, [json!(1), json!(1), json!(0)]);
}
