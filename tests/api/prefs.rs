//! GET and PATCH /v1/users/{userId}/prefs

use crate::app::TestApp;
use crate::expected::{PREFS, START, USER_ID, invalid_ids, missing, user, with};
use roster_core::Scope;
use serde_json::json;

const PATH: &str = "/v1/users/ann/prefs";

async fn with_ann() -> TestApp {
    let app = TestApp::start().await;
    app.create("ann").await;
    app
}

/// Sets preferences by their JSON text.
async fn set(app: &TestApp, prefs: &str) -> crate::answer::Answer {
    app.patch(PATH).key().body("application/json", format!("{{\"prefs\":{prefs}}}")).send().await
}

/// An object of exactly this many bytes.
fn object_of(bytes: usize) -> String {
    format!("{{\"a\":\"{}\"}}", "x".repeat(bytes - 8))
}

#[tokio::test]
async fn a_new_user_has_empty_preferences() {
    let app = with_ann().await;
    let answer = app.get(PATH).key().send().await;
    assert_eq!(answer.text(), "{}");
    answer.is(200, json!({}));
}

#[tokio::test]
async fn preferences_are_the_whole_answer_and_a_field_of_the_user() {
    let app = with_ann().await;
    app.pass(10);
    let prefs = json!({ "theme": "pink", "timezone": "UTC" });
    app.patch(PATH).key().json(json!({ "prefs": prefs })).send().await.is(200, prefs.clone());
    app.get(PATH).key().send().await.is(200, prefs.clone());
    let ann = with(user("ann"), json!({ "prefs": prefs, "$updatedAt": START + 10 }));
    assert_eq!(app.read("ann").await, ann);
    app.get("/v1/users").key().send().await.is(200, json!({ "total": 1, "users": [ann] }));
    assert_eq!(app.events("ann").await, ["users.ann.update.prefs", "users.ann.create"]);
}

#[tokio::test]
async fn preferences_are_returned_byte_for_byte() {
    let app = with_ann().await;
    let deep = format!("{{\"d\":{}{}}}", "[".repeat(20_000), "]".repeat(20_000));
    let numbers = r#"{"n":1,"f":1.0,"e":1e2,"z":-0,"big":123456789012345678901234567890,"tiny":1E-400}"#;
    let texts = [
        r#"{"o":{},"l":[],"n":{"o":{},"l":[{}]}}"#,
        numbers,
        r#"{"b":2,"a":1,"Z":0,"":null}"#,
        r#"{"s":"é\u00e9\/\\\"\n🎈\ud83c\udf88"}"#,
        "{ \"spaced\" :\t[ 1 , 2 ] }",
        r#"{"0":"a","1":"b"}"#,
        r#"{"null":null,"t":true,"f":false}"#,
        r#"{"a":1,"a":2}"#,
        r#"{"half":"\ud800"}"#,
        &deep,
        &object_of(5_000),
    ];
    for text in texts {
        assert_eq!(set(&app, text).await.text(), text);
        assert_eq!(app.get(PATH).key().send().await.text(), text);
        let shown = app.get("/v1/users/ann").key().send().await;
        assert!(shown.text().ends_with(&format!("\"prefs\":{text}}}")), "{text}");
        let listed = app.get("/v1/users?search=lee").key().send().await;
        assert!(listed.text().ends_with(&format!("\"prefs\":{text}}}]}}")), "{text}");
    }
    app.check("after many preferences");
}

#[tokio::test]
async fn preferences_are_replaced_not_merged() {
    let app = with_ann().await;
    for prefs in [r#"{"a":1}"#, r#"{"b":2}"#, &object_of(30_000), r#"{"c":3}"#, "{}"] {
        set(&app, prefs).await.ok();
        assert_eq!(app.get(PATH).key().send().await.text(), prefs);
        app.check("preferences replaced");
    }
}

#[tokio::test]
async fn an_empty_list_counts_as_an_empty_object() {
    let app = with_ann().await;
    set(&app, r#"{"a":1}"#).await.ok();
    for empty in ["[]", "[ ]", "{}"] {
        assert_eq!(set(&app, empty).await.text(), "{}", "{empty}");
        assert_eq!(app.get(PATH).key().send().await.text(), "{}", "{empty}");
    }
}

#[tokio::test]
async fn preferences_other_than_objects_are_rejected() {
    let app = with_ann().await;
    for invalid in [r#"["a"]"#, "[[]]", "[{}]", "5", "0", "true", "false", r#""text""#, r#""{}""#, "1.5"] {
        set(&app, invalid).await.is_invalid(PREFS);
    }
    for empty in ["null", r#""""#] {
        set(&app, empty).await.is_invalid(&missing("prefs"));
    }
    app.patch(PATH).key().json(json!({})).send().await.is_invalid(&missing("prefs"));
    assert_eq!(app.read("ann").await, user("ann"));
}

#[tokio::test]
async fn the_size_limit_is_exact_to_the_byte() {
    let app = with_ann().await;
    let largest = object_of(65_535);
    assert_eq!(set(&app, &largest).await.text(), largest);
    assert_eq!(app.get(PATH).key().send().await.text(), largest);
    set(&app, &object_of(65_536)).await.is_invalid(PREFS);
    assert_eq!(app.get(PATH).key().send().await.text(), largest);
    // The size is that of the text as it was sent: a character outside of ASCII counts by its UTF-8 bytes, not as an
    // escape.
    let letters = format!("{{\"a\":\"{}\"}}", "é".repeat((65_535 - 8) / 2));
    assert_eq!(set(&app, &letters).await.text(), letters);
    app.check("the largest preferences");
}

#[tokio::test]
async fn parameters_are_checked_in_their_order_and_before_the_user() {
    let app = with_ann().await;
    for id in invalid_ids() {
        app.get(&format!("/v1/users/{id}/prefs")).key().send().await.is_invalid(USER_ID);
        let bad = json!({ "prefs": 5 });
        app.patch(&format!("/v1/users/{id}/prefs")).key().json(bad).send().await.is_invalid(USER_ID);
    }
    app.patch("/v1/users/nobody/prefs").key().json(json!({ "prefs": 5 })).send().await.is_invalid(PREFS);
    app.patch("/v1/users/nobody/prefs").key().json(json!({ "prefs": {} })).send().await.is_no_user();
    app.get("/v1/users/nobody/prefs").key().send().await.is_no_user();
}

#[tokio::test]
async fn preferences_in_another_project_are_404() {
    let app = with_ann().await;
    app.make_project("q").await;
    let secret = app.make_key("q", &Scope::ALL, None).await;
    app.get(PATH).project("q").secret(&secret).send().await.is_no_user();
    let foreign = app.patch(PATH).project("q").secret(&secret).json(json!({ "prefs": { "a": 1 } }));
    foreign.send().await.is_no_user();
    assert_eq!(app.read("ann").await, user("ann"));
}
