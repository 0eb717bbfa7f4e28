//! `X-Appwrite-Response-Format`: the exact differences between each older dialect and 0.15.

use crate::app::TestApp;
use crate::expected::{START, user, with};
use crate::signing_in::PASSWORD;
use roster_api::Config;
use roster_core::{Proof, Scope};
use roster_tests::clock::{membership, name, team_id, user_id};
use serde_json::{Value, json};

/// An empty header chooses nothing: the deployment's own dialect, 0.15, applies.
const OF_15: [&str; 7] = ["0.14.1", "0.15.0", "0.15.2", "0.15.3", "0.15.4", "0.99.0", ""];
const OF_14: [&str; 3] = ["0.13.5", "0.14", "0.14.0"];
const OF_13: [&str; 3] = ["0.12.5", "0.13.0", "0.13.4"];
const OF_12: [&str; 3] = ["0.11.3", "0.12.0", "0.12.4"];
const OF_11: [&str; 4] = ["0.11.2", "0.11.0", "0.9.4", "0"];

/// An app with the user ann, who has a session, a membership and a log.
pub async fn with_ann() -> TestApp {
    let app = TestApp::start().await;
    app.create("ann").await;
    let (session, secret) = app.time.session(&user_id("ann"), "s1");
    app.store.create_session(&app.project.id, &session, &secret, &Proof::Key, &app.time.change()).await.unwrap();
    let (p, team, change) = (&app.project.id, team_id("crew"), app.time.change());
    app.store.create_team(p, &team, &name("Crew"), None, &change).await.unwrap();
    let joined = membership("m1", &user_id("ann"), "crew");
    app.store.create_membership(&app.project.id, &joined, &app.time.change()).await.unwrap();
    app
}

/// Every model in one response format.
#[derive(Debug, Clone, PartialEq)]
struct Models {
    user: Value,
    users: Value,
    sessions: Value,
    logs: Value,
    memberships: Value,
    team: Value,
    teams: Value,
    members: Value,
    membership: Value,
    error: Value,
}

async fn models(app: &TestApp, version: Option<&str>) -> Models {
    let get = async |path: &str| {
        let request = app.get(&format!("/v1/{path}")).key();
        let request = if let Some(version) = version { request.format(version) } else { request };
        request.send().await.body()
    };
    Models {
        user: get("users/ann").await,
        users: get("users").await,
        sessions: get("users/ann/sessions").await,
        logs: get("users/ann/logs").await,
        memberships: get("users/ann/memberships").await,
        team: get("teams/crew").await,
        teams: get("teams").await,
        members: get("teams/crew/memberships").await,
        membership: get("teams/crew/memberships/m1").await,
        error: get("users/nobody").await,
    }
}

/// Checks that the models of these versions are those of 0.15 with this change.
async fn differ_from_0_15_by(versions: &[&str], change: impl Fn(&mut Models)) {
    let app = with_ann().await;
    let mut expected = models(&app, None).await;
    change(&mut expected);
    for version in versions {
        assert_eq!(models(&app, Some(version)).await, expected, "{version}");
    }
}

fn remove(model: &mut Value, fields: &[&str]) {
    for field in fields {
        model.as_object_mut().unwrap().remove(*field).unwrap_or_else(|| panic!("no {field} in {model}"));
    }
}

fn rename(model: &mut Value, from: &str, to: &str) {
    let value = model.as_object_mut().unwrap().remove(from).unwrap_or_else(|| panic!("no {from} in {model}"));
    model[to] = value;
}

/// The entries of a list.
fn each<'a>(list: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    let entries = list[name].as_array_mut().unwrap();
    assert!(!entries.is_empty());
    entries.iter_mut()
}

#[tokio::test]
async fn the_models_of_0_15_are_complete() {
    let app = with_ann().await;
    let models = models(&app, None).await;
    assert_eq!(models.user, user("ann"));
    assert_eq!(models.users, json!({ "total": 1, "users": [user("ann")] }));
    assert_eq!(models.error["type"], "user_not_found");
    assert_eq!((&models.sessions["total"], &models.logs["total"]), (&json!(1), &json!(3)));
    assert_eq!(models.memberships["memberships"][0]["$createdAt"], START);
}

#[tokio::test]
async fn the_models_of_0_15_are_the_same_in_all_its_versions() {
    differ_from_0_15_by(&OF_15, |_| {}).await;
}

#[tokio::test]
async fn up_to_0_14_models_have_no_time_of_creation() {
    differ_from_0_15_by(&OF_14, |models| {
        remove(&mut models.user, &["$createdAt", "$updatedAt"]);
        each(&mut models.users, "users").for_each(|user| remove(user, &["$createdAt", "$updatedAt"]));
        each(&mut models.sessions, "sessions").for_each(|session| remove(session, &["$createdAt"]));
        each(&mut models.memberships, "memberships").for_each(|model| remove(model, &["$createdAt", "$updatedAt"]));
        each(&mut models.members, "memberships").for_each(|model| remove(model, &["$createdAt", "$updatedAt"]));
        each(&mut models.teams, "teams").for_each(|team| remove(team, &["$createdAt", "$updatedAt"]));
        remove(&mut models.team, &["$createdAt", "$updatedAt"]);
        remove(&mut models.membership, &["$createdAt", "$updatedAt"]);
    })
    .await;
}

#[tokio::test]
async fn up_to_0_13_memberships_have_name_and_email() {
    differ_from_0_15_by(&OF_13, |models| {
        let lists = each(&mut models.memberships, "memberships").chain(each(&mut models.members, "memberships"));
        for membership in lists.chain([&mut models.membership]) {
            rename(membership, "userName", "name");
            rename(membership, "userEmail", "email");
            remove(membership, &["teamName"]);
        }
    })
    .await;
}

#[tokio::test]
async fn up_to_0_12_lists_have_sum_errors_have_no_type_and_sessions_have_one_token() {
    differ_from_0_15_by(&OF_12, |models| {
        each(&mut models.teams, "teams").for_each(|team| rename(team, "total", "sum"));
        let lists = [&mut models.users, &mut models.sessions, &mut models.logs, &mut models.memberships];
        let lists = lists.into_iter().chain([&mut models.teams, &mut models.team, &mut models.members]);
        lists.for_each(|list| rename(list, "total", "sum"));
        for session in each(&mut models.sessions, "sessions") {
            rename(session, "providerAccessToken", "providerToken");
            remove(session, &["providerAccessTokenExpiry", "providerRefreshToken"]);
        }
        remove(&mut models.error, &["type"]);
    })
    .await;
}

#[tokio::test]
async fn up_to_0_11_a_status_is_a_number_and_a_log_entry_has_no_user() {
    differ_from_0_15_by(&OF_11, |models| {
        models.user["status"] = json!(0);
        each(&mut models.users, "users").for_each(|user| user["status"] = json!(0));
        let of_later = ["userId", "userEmail", "userName", "mode", "keyId", "keyName"];
        each(&mut models.logs, "logs").for_each(|entry| remove(entry, &of_later));
    })
    .await;
}

#[tokio::test]
async fn up_to_0_11_the_status_distinguishes_blocked_and_verified() {
    let app = with_ann().await;
    let status = async || app.get("/v1/users/ann").key().format("0.11.2").send().await.ok()["status"].clone();
    assert_eq!(status().await, 0);
    app.patch("/v1/users/ann/verification").key().json(json!({ "emailVerification": true })).send().await.ok();
    assert_eq!(status().await, 1);
    app.patch("/v1/users/ann/status").key().json(json!({ "status": false })).send().await.ok();
    assert_eq!(status().await, 2);
}

#[tokio::test]
async fn up_to_0_11_a_status_is_set_by_number() {
    let app = with_ann().await;
    for (sent, shown) in [(json!(2), 2), (json!(1), 0), (json!("2"), 2), (json!(0), 0)] {
        let patch = app.patch("/v1/users/ann/status").key().format("0.11.2").json(json!({ "status": sent }));
        patch.send().await.is(200, with(user("ann"), json!({ "status": shown })));
        assert_eq!(app.read("ann").await["status"], shown != 2);
    }
    let missing = app.patch("/v1/users/ann/status").key().format("0.11.2").json(json!({})).send().await;
    missing.is_invalid("Param \"status\" is not optional.");
}

#[tokio::test]
async fn clients_before_0_12_get_generated_ids() {
    let app = TestApp::start().await;
    for (n, version) in ["0.11.0", "0.11.2", "0.11.3", "0.11.9"].into_iter().enumerate() {
        let new = json!({ "userId": "ann", "email": format!("u{n}@example.com"), "password": "correct horse" });
        let mut without = new.clone();
        without["userId"] = json!(null);
        without["email"] = json!(format!("w{n}@example.com"));
        for sent in [new, without] {
            let answer = app.post("/v1/users").key().format(version).json(sent).send().await;
            assert_eq!(answer.status, 201, "{version}: {}", answer.text());
            assert_eq!(answer.body()["$id"].as_str().unwrap().len(), 20, "{version}");
        }
    }
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": "correct horse" });
    let answer = app.post("/v1/users").key().format("0.12.0").json(new).send().await;
    assert_eq!(answer.ok()["$id"], "ann");
}

#[tokio::test]
async fn a_user_who_signs_in_gets_the_requested_format() {
    let app = with_ann().await;
    let sign_in = async |version: &str| {
        let attempt = app.try_sign_in("ann@example.com", PASSWORD).format(version).send().await;
        (attempt.body(), attempt.token())
    };
    let (of_12, token) = sign_in("0.12.4").await;
    assert_eq!((&of_12["providerToken"], of_12.get("providerAccessToken")), (&json!(""), None));
    assert_eq!(sign_in("0.14.0").await.0.get("$createdAt"), None);
    let account = app.get("/v1/account").session(&token).format("0.11.2").send().await;
    account.is(200, with(user("ann"), json!({ "status": 0 })));
    let sessions = app.get("/v1/account/sessions").session(&token).format("0.12.4").send().await.ok();
    assert_eq!((&sessions["sum"], sessions.get("total")), (&json!(3), None));
}

#[tokio::test]
async fn errors_of_every_kind_have_the_requested_format() {
    let app = TestApp::start().await;
    let secret = app.make_key("p", &[Scope::TeamsRead], None).await;
    let requests = || {
        [
            app.get("/unknown"),
            app.get("/v1/users"),
            app.get("/v1/users").project("unknown"),
            app.get("/v1/users").project("p").secret(&secret),
            app.get("/v1/users?limit=101").key(),
            app.post("/v1/users").key().body("application/json", "{"),
        ]
    };
    for (version, typed) in [("0.11.2", true), ("0.12.4", false), ("0.13.4", true), ("0.14.0", true)] {
        for request in requests() {
            let body = request.format(version).send().await.body();
            let fields: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
            let expected =
                if typed { &["code", "message", "type", "version"][..] } else { &["code", "message", "version"] };
            assert_eq!(fields, expected, "{version}");
            assert_eq!(body["version"], "0.15.3");
        }
    }
}

#[tokio::test]
async fn a_caller_without_a_format_gets_that_of_the_deployment() {
    let mut app = with_ann().await;
    for (default, list) in [("0.12.0", "sum"), ("0.14.0", "total"), ("0.15.0", "total"), ("1.4.0", "total")] {
        let (by_header, of_0_15) = (models(&app, Some(default)).await, models(&app, Some("0.15.0")).await);
        app.restart_with(&Config { response_format: default.into(), ..Config::default() });
        assert_eq!(models(&app, None).await, by_header, "{default}");
        assert_eq!(models(&app, Some("0.15.0")).await, of_0_15, "{default}: the header takes precedence");
        assert!(by_header.users[list].is_number(), "{default}");
    }
}
