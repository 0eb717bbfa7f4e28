//! No log line contains a session token, a JWT, a password, an email or an IP address.

use crate::app::{PROJECT, TestApp};
use crate::expected::BRITAIN;
use crate::secrets::Lines;
use crate::signing_in::PASSWORD;
use roster_core::SessionToken;
use roster_tests::faults::{Fault, Rule};
use serde_json::json;

const NEW: &str = "canary staple";

/// Calls the routes of accounts and teams and ignores the answers. Returns the texts that must not be logged.
async fn call_everything(app: &TestApp) -> Vec<String> {
    let new =
        json!({ "userId": "somebody", "email": "canary@example.com", "password": PASSWORD, "name": "Canary Bird" });
    let mut secrets: Vec<String> = ["canary", "bird", PASSWORD, NEW, BRITAIN].map(str::to_owned).into();
    app.post("/v1/account").project(PROJECT).json(new.clone()).send().await;
    app.post("/v1/account").project(PROJECT).json(new).send().await;
    app.try_sign_in("canary@example.com", "canary wrong").send().await;
    let sign_in =
        app.try_sign_in("canary@example.com", PASSWORD).header("user-agent", "canary/1").from(BRITAIN).send().await;
    let Some(fallback) = sign_in.header("x-fallback-cookies") else { return secrets };
    let token = fallback.split('"').nth(3).unwrap().to_owned();
    let get = |path: &str| app.get(path).session(&token);
    let patch = |path: &str, body| app.patch(path).session(&token).json(body);
    let jwt = app.post("/v1/account/jwt").session(&token).send().await;
    if jwt.status == 201 {
        secrets.push(jwt.body()["jwt"].as_str().unwrap().to_owned());
    }
    for path in ["", "/sessions", "/sessions/current", "/sessions/canary", "/logs?canary", "/prefs"] {
        get(&format!("/v1/account{path}")).send().await;
    }
    for jwt in [secrets.last().unwrap().as_str(), "canary.canary.canary"] {
        app.get("/v1/account").jwt(jwt).send().await;
    }
    patch("/v1/account/email", json!({ "email": "canary@elsewhere.example", "password": "canary wrong" })).send().await;
    patch("/v1/account/email", json!({ "email": "canary@elsewhere.example", "password": PASSWORD })).send().await;
    patch("/v1/account/password", json!({ "password": NEW, "oldPassword": PASSWORD })).send().await;
    app.post("/v1/teams").session(&token).json(json!({ "teamId": "canary", "name": "Canary Club" })).send().await;
    get("/v1/teams?search=canary").send().await;
    let member = json!({ "email": "canary@new.example", "roles": ["canary"], "url": "https://canary.example" });
    app.post("/v1/teams/canary/memberships").key().json(member.clone()).send().await;
    app.post("/v1/teams/canary/memberships").session(&token).json(member).send().await;
    let server = app.post("/v1/users/somebody/sessions").key().send().await;
    if server.status == 201 {
        secrets.push(server.body()["secret"].as_str().unwrap().to_owned());
    }
    get("/v1/account").header("origin", "https://canary.example").send().await;
    patch("/v1/account/name", json!({ "name": "Canary" })).header("origin", "https://canary.example").send().await;
    app.delete("/v1/account/sessions").session(&token).send().await;
    secrets.push(token.clone());
    let parsed = SessionToken::parse(&token).unwrap();
    secrets.extend([parsed.session.to_string(), parsed.hash().as_str().to_owned()]);
    secrets
}

#[track_caller]
fn has_no_secret(lines: &Lines, secrets: &[String], app: &TestApp) {
    for line in lines.text().lines() {
        let folded = line.to_lowercase();
        let found = secrets.iter().find(|secret| folded.contains(&secret.to_lowercase()));
        assert_eq!(found, None, "{line}");
        assert!(!folded.contains("argon2") && !line.contains(app.key()), "{line}");
    }
}

#[tokio::test]
async fn no_log_line_has_credentials() {
    let (app, lines) = (TestApp::start().await, Lines::default());
    let collecting = lines.collect();
    let secrets = call_everything(&app).await;
    drop(collecting);
    assert!(secrets.len() >= 9, "the user signed in and had a JWT: {}", secrets.len());
    for route in ["/v1/account/sessions/email", "/v1/account/jwt", "/v1/teams/{teamId}/memberships"] {
        assert!(lines.text().contains(&format!("\"http.route\":\"{route}\"")), "{route}");
    }
    has_no_secret(&lines, &secrets, &app);
}

#[tokio::test]
async fn no_log_line_has_credentials_if_the_table_fails() {
    for fault in [Fault::Refused("ValidationException"), Fault::ServerError, Fault::Conflict, Fault::LostAnswer] {
        let (app, lines) = (TestApp::start().await, Lines::default());
        app.caller.faults.add(Rule::new(fault).with_chance(0.15));
        let collecting = lines.collect();
        let mut secrets = Vec::new();
        for _ in 0..3 {
            secrets.extend(call_everything(&app).await);
        }
        drop(collecting);
        assert!(!lines.text().is_empty());
        has_no_secret(&lines, &secrets, &app);
    }
}
