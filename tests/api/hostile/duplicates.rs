//! Duplicate names and deep nesting: all checks of a request must see the same value.

use crate::app::{PROJECT, TestApp};
use crate::expected::{NAME, user, with};
use roster_core::Scope;
use serde_json::json;

const FORM: &str = "application/x-www-form-urlencoded";

/// An app with the user ann, and another project with a user of the same id; the API key of the other project.
async fn two_projects() -> (TestApp, String) {
    let app = TestApp::start().await;
    app.create("ann").await;
    app.make_project("q").await;
    let secret = app.make_key("q", &Scope::ALL, None).await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": "correct horse", "name": "The other" });
    app.post("/v1/users").project("q").secret(&secret).json(new).send().await.ok();
    (app, secret)
}

#[tokio::test]
async fn the_last_of_duplicate_parameters_counts() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let patch = || app.patch("/v1/users/ann/name").key();
    for (content_type, body) in [
        ("application/json", r#"{"name":"first","name":"last"}"#),
        ("application/json", r#"{"name":"first","n\u0061me":"last"}"#),
        (FORM, "name=first&name=last"),
        (FORM, "name=first&n%61me=last"),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nfirst\r\n--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nlast\r\n--x--\r\n",
        ),
    ] {
        patch().body(content_type, body).send().await.is(200, with(user("ann"), json!({ "name": "last" })));
    }
    for body in [r#"{"name":"valid","name":["x"]}"#, r#"{"name":"valid","name":5}"#] {
        patch().body("application/json", body).send().await.is_invalid(NAME);
    }
    patch().body(FORM, "name=valid&name[]=x").send().await.is_invalid(NAME);
    let page = app.get("/v1/users?limit=0&limit=1").key().send().await.ok();
    assert_eq!(page["users"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn with_duplicate_projects_the_same_one_is_authenticated_and_used() {
    let (app, secret) = two_projects().await;
    for (query, used) in [("project=p&project=q", "q"), ("project=q&project=p", "p"), ("project=p&%70roject=q", "q")] {
        let request = app.get(&format!("/v1/users/ann?{query}")).project("unknown").secret(&secret);
        let answer = request.send().await;
        if used == "q" {
            assert_eq!(answer.ok()["name"], "The other", "{query}");
        } else {
            answer.is_guest_without("users.read");
        }
    }
    for (body, used) in [
        (r#"{"project":"p","project":"q","name":"Mallory"}"#, "q"),
        (r#"{"project":"q","project":"p","name":"Mallory"}"#, "p"),
    ] {
        let request = app.patch("/v1/users/ann/name").project("unknown").secret(&secret);
        let answer = request.body("application/json", body).send().await;
        assert_eq!(answer.status.as_u16(), if used == "q" { 200 } else { 401 }, "{body}");
    }
    assert_eq!(app.read("ann").await, user("ann"));
}

#[tokio::test]
async fn several_values_of_a_header_are_invalid() {
    let (app, secret) = two_projects().await;
    // The gateway joins the values of a header with commas.
    for projects in ["p,q", "q,p", "q, p"] {
        let answer = app.get("/v1/users/ann").project(projects).secret(&secret).send().await;
        answer.is_error(404, "project_not_found", "Project not found");
    }
    for keys in [format!("wrong,{secret}"), format!("{secret},{}", app.key()), format!(" {secret}")] {
        let answer = app.get("/v1/users/ann").project(PROJECT).secret(&keys).send().await;
        answer.is_guest_without("users.read");
    }
}

#[tokio::test]
async fn deeply_nested_preferences_are_returned_unchanged() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for depth in [100, 127, 128, 129, 30_000] {
        let prefs = format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        let body = format!("{{\"prefs\":{prefs}}}");
        let set = app.patch("/v1/users/ann/prefs").key().body("application/json", body).send().await;
        assert_eq!((set.status.as_u16(), set.text()), (200, prefs.as_str()), "{depth}");
        for format in ["0.15.0", "1.9.6"] {
            for path in ["/v1/users/ann", "/v1/users", "/v1/users?search=ann"] {
                let answer = app.get(path).key().format(format).send().await;
                assert!(answer.status == 200 && answer.text().contains(&prefs), "{depth} {path} {format}");
            }
        }
    }
    app.check("deep preferences");
}

#[tokio::test]
async fn duplicate_names_inside_of_preferences_are_kept() {
    let app = TestApp::start().await;
    app.create("ann").await;
    let prefs = r#"{"a":1,"a":{"a":2,"a":3},"\u0061":4}"#;
    let body = format!("{{\"prefs\":{prefs}}}");
    let set = app.patch("/v1/users/ann/prefs").key().body("application/json", body).send().await;
    assert_eq!((set.status.as_u16(), set.text()), (200, prefs));
    assert!(app.get("/v1/users/ann").key().send().await.text().contains(prefs));
}

#[tokio::test]
async fn deeply_nested_credentials_are_invalid() {
    let app = TestApp::start().await;
    app.create("ann").await;
    for depth in [200, 4_000] {
        let deep = format!("{{\"a_session_p\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        for (name, value) in
            [("x-fallback-cookies", deep.clone()), ("x-appwrite-session", deep.clone()), ("x-appwrite-key", deep)]
        {
            let answer = app.get("/v1/account").project(PROJECT).header(name, &value).send().await;
            answer.is_guest_without("account");
        }
    }
    let query = format!("{{\"method\":\"or\",\"values\":{}{}}}", "[".repeat(1_000), "]".repeat(1_000));
    let query = form_urlencoded::byte_serialize(query.as_bytes()).collect::<String>();
    let answer = app.get(&format!("/v1/users?queries[]={query}")).key().format("1.9.6").send().await;
    assert_eq!(answer.status, 400, "{}", answer.text());
}
