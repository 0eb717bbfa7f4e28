//! Bodies of requests: JSON, forms, and invalid ones.

use crate::app::TestApp;
use crate::expected::{EMAIL, NAME, PASSWORD_SHORT, PREFS, USER_ID_CHOSEN, missing, user, with};
use serde_json::json;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=x";

const ANN: &str = r#"{"userId":"ann","email":"ann@example.com","password":"correct horse","name":"ann Lee"}"#;
const ANN_AS_FORM: &str = "userId=ann&email=ann%40example.com&password=correct+horse&name=ann%20Lee";

fn multipart(fields: &[(&str, &str)]) -> String {
    let part = |(name, value): &(&str, &str)| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    fields.iter().map(part).chain(["--x--\r\n".to_owned()]).collect()
}

async fn with_ann() -> TestApp {
    let app = TestApp::start().await;
    app.create("ann").await;
    app
}

#[tokio::test]
async fn json_is_read_with_any_content_type() {
    let types = [
        JSON,
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/vnd.api+json",
        "text/plain",
        "text/xml",
        "application/octet-stream",
        "nonsense",
        "",
        ";",
        "application/x-www-form-urlencodedx",
        "multipart/mixed",
    ];
    for content_type in types {
        let app = TestApp::start().await;
        app.post("/v1/users").key().body(content_type, ANN).send().await.is(201, user("ann"));
    }
    let app = TestApp::start().await;
    app.post("/v1/users").key().untyped(ANN).send().await.is(201, user("ann"));
    let bytes = TestApp::start().await;
    let odd = bytes.post("/v1/users").key().untyped(ANN).header_bytes("content-type", b"caf\xe9");
    odd.send().await.is(201, user("ann"));
}

#[tokio::test]
async fn forms_are_read_with_a_content_type_of_forms() {
    for content_type in [FORM, "application/x-www-form-urlencoded; charset=utf-8", "Application/X-WWW-Form-URLencoded"]
    {
        let app = TestApp::start().await;
        app.post("/v1/users").key().body(content_type, ANN_AS_FORM).send().await.is(201, user("ann"));
    }
    let fields = [("userId", "ann"), ("email", "ann@example.com"), ("password", "correct horse"), ("name", "ann Lee")];
    for content_type in [MULTIPART, "Multipart/Form-Data; boundary=\"x\""] {
        let app = TestApp::start().await;
        app.post("/v1/users").key().body(content_type, multipart(&fields)).send().await.is(201, user("ann"));
    }
}

#[tokio::test]
async fn form_fields_can_be_objects() {
    let app = with_ann().await;
    let patch = |content_type: &str, body: String| app.patch("/v1/users/ann/prefs").key().body(content_type, body);
    let expected = json!({ "theme": "dark", "list": ["a", "b"], "deep": { "x": { "y": "1" } } });
    let form = "prefs[theme]=dark&prefs%5Blist%5D[]=a&prefs[list][]=b&prefs[deep][x][y]=1";
    patch(FORM, form.into()).send().await.is(200, expected);
    let parts = multipart(&[("prefs[theme]", "light")]);
    patch(MULTIPART, parts).send().await.is(200, json!({ "theme": "light" }));
    patch(FORM, "prefs=dark".into()).send().await.is_invalid(PREFS);
    patch(FORM, "prefs[]=dark".into()).send().await.is_invalid(PREFS);
    patch(FORM, format!("prefs{}=1", "[a]".repeat(5_000))).send().await.is_invalid(&missing("prefs"));
}

/// As PHP reads them: where a list is expected, numbers and names in the brackets make one. A JSON object does not.
#[tokio::test]
async fn form_fields_can_be_lists() {
    let app = with_ann().await;
    let labels = async |content_type: &str, body: String| {
        let put = app.put("/v1/users/ann/labels").key().format("1.9.6");
        put.body(content_type, body).send().await
    };
    for names in [["labels[]"; 2], ["labels[0]", "labels[1]"], ["labels[a]", "labels[b]"], ["labels[z]", "labels[]"]] {
        let fields = names.into_iter().zip(["one", "two"]).collect::<Vec<_>>();
        let form = fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        for (content_type, body) in [(FORM, form), (MULTIPART, multipart(&fields))] {
            assert_eq!(labels(content_type, body).await.ok()["labels"], json!(["one", "two"]), "{names:?}");
        }
    }
    assert_eq!(labels(FORM, "labels[2]=two&labels[1]=one".into()).await.ok()["labels"], json!(["one", "two"]));
    for (content_type, body) in [(FORM, "labels=one"), (JSON, r#"{"labels":{"a":"one"}}"#)] {
        assert_eq!(labels(content_type, body.into()).await.status, 400, "{body}");
    }
}

#[tokio::test]
async fn form_values_are_texts() {
    let app = with_ann().await;
    let patch = async |path: &str, body: &str| {
        app.patch(&format!("/v1/users/ann/{path}")).key().body(FORM, body.to_owned()).send().await
    };
    patch("status", "status=0").await.is(200, with(user("ann"), json!({ "status": false })));
    patch("status", "status=true").await.is(200, user("ann"));
    let strict = "Invalid emailVerification: Value must be a valid boolean";
    patch("verification", "emailVerification=true").await.is_invalid(strict);
    patch("name", "name=").await.is_invalid(&missing("name"));
    patch("name", "name[]=x").await.is_invalid(NAME);
    patch("name", "name=a&name=b").await.is(200, with(user("ann"), json!({ "name": "b" })));
}

#[tokio::test]
async fn an_invalid_form_is_rejected() {
    let app = TestApp::start().await;
    let post = async |content_type: &str, body: &str| {
        app.post("/v1/users").key().body(content_type, body.to_owned()).send().await
    };
    let malformed = "The request body is not valid form data.";
    for body in ["x", ANN, "--x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1"] {
        post(MULTIPART, body).await.is_invalid(malformed);
    }
    post("multipart/form-data", &multipart(&[("userId", "ann")])).await.is_invalid(malformed);
    for body in [ANN, "", "&&&", "=", "%", "%zz=%", "[]=1", "userId[=x"] {
        post(FORM, body).await.is_invalid(&missing("userId"));
    }
}

#[tokio::test]
async fn bodies_without_parameters_count_as_empty() {
    let app = with_ann().await;
    for body in
        ["", " \n\t", "null", "{}", "[]", "[1,2]", "[{\"name\":\"x\"}]", "5", "-1.5e3", "true", "\"name\"", " {} "]
    {
        let answer = app.patch("/v1/users/ann/name").key().body(JSON, body).send().await;
        answer.is_invalid(&missing("name"));
    }
}

#[tokio::test]
async fn the_body_of_a_read_or_a_deletion_is_ignored() {
    let app = TestApp::start().await;
    for body in ["null", "{}", "[]", "5", "{\"a\":", "}{", "\u{0}", "{\"project\":\"unknown\"}"] {
        app.create("ann").await;
        app.get("/v1/users/ann").key().body(JSON, body).send().await.is(200, user("ann"));
        app.delete("/v1/users/ann/sessions").key().body(JSON, body).send().await.is_done();
        app.delete("/v1/users/ann").key().body(JSON, body).send().await.is_done();
        app.get("/v1/users").key().body(MULTIPART, body).send().await.is(200, json!({ "total": 0, "users": [] }));
    }
}

#[tokio::test]
async fn malformed_json_is_rejected_and_not_echoed() {
    let app = with_ann().await;
    let positions =
        [("{", "line 1, column 1"), ("{\"name\":", "line 1, column 8"), ("{\"name\":\n  hunter2}", "line 2, column 3")];
    for (body, position) in positions {
        let answer = app.patch("/v1/users/ann/name").key().body(JSON, body).send().await;
        answer.is_invalid(&format!("The request body is not valid JSON ({position})."));
    }
    let others = [
        "}",
        "[",
        "{]",
        "{\"name\":\"x\"",
        "{\"name\":\"x\",}",
        "{'name':'x'}",
        "{name:\"x\"}",
        "{\"name\":\"x\"} {}",
        "{\"name\":\"x\"}x",
        "{\"name\" \"x\"}",
        "nul",
        "\"x",
        "{\"name\":01}",
        "{\"name\":\"\t\"}",
        "// x\n{}",
        "NaN",
        "name=hunter2",
        "\u{feff}{}",
    ];
    for body in others {
        let answer = app.patch("/v1/users/ann/name").key().body(JSON, body).send().await;
        assert_eq!(
            (answer.status.as_u16(), &answer.body()["type"]),
            (400, &json!("general_argument_invalid")),
            "{body}"
        );
        assert!(answer.text().contains("The request body is not valid JSON (line "), "{body}: {}", answer.text());
        assert!(!answer.text().contains("hunter2"), "{body}");
    }
    assert_eq!(app.read("ann").await, user("ann"));
}

#[tokio::test]
async fn invalid_utf8_is_rejected_in_json_and_replaced_in_forms() {
    let app = with_ann().await;
    for body in [&b"{\"name\":\"caf\xe9\"}"[..], b"\xff\xfe", b"{\"name\":\"\xed\xa0\x80\"}", b"\x1f\x8b\x08\x00"] {
        let answer = app.patch("/v1/users/ann/name").key().body(JSON, body.to_vec()).send().await;
        assert_eq!((answer.status.as_u16(), &answer.body()["type"]), (400, &json!("general_argument_invalid")));
    }
    let form = app.patch("/v1/users/ann/name").key().body(FORM, b"name=caf\xe9".to_vec()).send().await;
    form.is(200, with(user("ann"), json!({ "name": "caf\u{fffd}" })));
}

#[tokio::test]
async fn half_a_surrogate_pair_is_an_invalid_text() {
    let app = with_ann().await;
    let patch = async |path: &str, body: &str| {
        app.patch(&format!("/v1/users/ann/{path}")).key().body(JSON, body.to_owned()).send().await
    };
    patch("name", r#"{"name":"\ud800"}"#).await.is_invalid(NAME);
    patch("email", r#"{"email":"\udc00@x.com"}"#).await.is_invalid(EMAIL);
    patch("password", r#"{"password":"\ud800\ud800\ud800\ud800\ud800\ud800\ud800\ud800"}"#)
        .await
        .is_invalid(PASSWORD_SHORT);
    patch("name", r#"{"name":"\ud83c\udf88"}"#).await.is(200, with(user("ann"), json!({ "name": "🎈" })));
}

#[tokio::test]
async fn deep_nesting_is_accepted_in_ignored_fields() {
    let app = with_ann().await;
    for depth in [200, 100_000] {
        let nested = format!("{{\"other\":{}{},\"name\":\"Anna\"}}", "[".repeat(depth), "]".repeat(depth));
        let answer = app.patch("/v1/users/ann/name").key().body(JSON, nested).send().await;
        answer.is(200, with(user("ann"), json!({ "name": "Anna" })));
        let open = app.patch("/v1/users/ann/name").key().body(JSON, "[".repeat(depth)).send().await;
        assert_eq!(open.status, 400);
        let objects = format!("{{\"name\":{}1{}}}", "{\"a\":".repeat(depth), "}".repeat(depth));
        app.patch("/v1/users/ann/name").key().body(JSON, objects).send().await.is_invalid(NAME);
    }
}

#[tokio::test]
async fn unknown_fields_and_the_query_of_a_write_are_ignored() {
    let app = TestApp::start().await;
    let mut new = serde_json::from_str::<serde_json::Value>(ANN).unwrap();
    new["status"] = json!(false);
    new["$id"] = json!("bob");
    new["__proto__"] = json!({});
    app.post("/v1/users?userId=bob&name=Bob").key().json(new).send().await.is(201, user("ann"));
    let renamed = app.patch("/v1/users/ann/name?name=Bob&userId=bob").key().json(json!({})).send().await;
    renamed.is_invalid(&missing("name"));
    let path = app.patch("/v1/users/ann/name").key().json(json!({ "userId": "bob", "name": "Anna" })).send().await;
    path.is(200, with(user("ann"), json!({ "name": "Anna" })));
}

#[tokio::test]
async fn large_bodies_are_read() {
    let app = TestApp::start().await;
    let mut new = serde_json::from_str::<serde_json::Value>(ANN).unwrap();
    new["other"] = json!("x".repeat(5_000_000));
    app.post("/v1/users").key().json(new).send().await.is(201, user("ann"));
    let long = json!({ "userId": "x".repeat(5_000_000) });
    let answer = app.post("/v1/users").key().json(long).send().await;
    answer.is_invalid(USER_ID_CHOSEN);
    assert!(answer.body.len() < 1_000);
}
