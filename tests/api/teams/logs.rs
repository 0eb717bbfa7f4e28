//! GET /v1/teams/{teamId}/logs

use crate::app::TestApp;
use crate::expected::{BRITAIN, CHROME, CLIENT_FIELDS, LIMIT, TEAM_ID, invalid_ids};
use roster_core::{MemberField, MemberFields};
use serde_json::{Value, json};

const PATH: &str = "/v1/teams/crew/logs";
const FORMATS: [&str; 2] = ["0.15.3", "1.9.6"];

/// The fields that follow from the IP address and the user agent of a call.
const ORIGIN: [&str; 6] = ["ip", "countryCode", "countryName", "osName", "clientName", "deviceName"];
/// Their values for a call from [`BRITAIN`] with [`CHROME`].
const SHOWN: [&str; 6] = [BRITAIN, "gb", "United Kingdom", "Windows", "Chrome", "desktop"];
const HIDDEN: [&str; 6] = ["", "--", "Unknown", "", "", ""];
/// The fields about the actor.
const ACTOR: [&str; 3] = ["userId", "userEmail", "userName"];

async fn events(app: &TestApp, format: &str, query: &str) -> Vec<String> {
    let list = app.get(&format!("{PATH}{query}")).key().format(format).send().await.ok();
    list["logs"].as_array().unwrap().iter().map(|entry| entry["event"].as_str().unwrap().to_owned()).collect()
}

/// A team with every kind of entry. Returns the id of the membership of bob, who left.
async fn with_a_log() -> (TestApp, String) {
    let (app, [_, bob]) = TestApp::with_a_team().await;
    let ann = app.sign_in("ann").await;
    app.pass(10);
    let rename = app.put("/v1/teams/crew").session(&ann).json(json!({ "name": "The band" }));
    rename.from("2.125.160.9").header("user-agent", CHROME).send().await.ok();
    let roles = app.patch(&format!("/v1/teams/crew/memberships/{bob}")).session(&ann);
    roles.json(json!({ "roles": [] })).send().await.ok();
    app.put("/v1/teams/crew/prefs").session(&ann).json(json!({ "prefs": { "a": 1 } })).send().await.ok();
    app.delete(&format!("/v1/teams/crew/memberships/{bob}")).key().send().await.is_done();
    (app, bob)
}

#[tokio::test]
async fn a_log_lists_what_was_done_to_the_team_and_its_members_newest_first() {
    let (app, bob) = with_a_log().await;
    let list = app.get("/v1/teams/crew/memberships").key().send().await.ok();
    let ann = list["memberships"][0]["$id"].as_str().unwrap().to_owned();
    let older = [
        format!("memberships.{bob}.delete"),
        "update".to_owned(),
        format!("memberships.{bob}.update"),
        "update".to_owned(),
        format!("memberships.{bob}.create"),
        format!("memberships.{ann}.create"),
        "create".to_owned(),
    ]
    .map(|event| format!("teams.crew.{event}"));
    assert_eq!(events(&app, "0.15.0", "").await, older);
    let newer = [
        "membership.delete",
        "team.update",
        "membership.update",
        "team.update",
        "membership.create",
        "membership.create",
        "team.create",
    ];
    assert_eq!(events(&app, "1.9.6", "").await, newer);
    assert_eq!(app.total(PATH).await, 7);
}

#[tokio::test]
async fn an_entry_has_all_fields() {
    let (app, _) = with_a_log().await;
    let answer = app.v1(app.get(PATH)).send().await;
    let entry = answer.body()["logs"][3].clone();
    for (field, value) in [
        ("event", "team.update"),
        ("userId", "ann"),
        ("userEmail", "ann@example.com"),
        ("userName", "ann Lee"),
        ("mode", "default"),
        ("userType", "user"),
        ("ip", "2.125.160.9"),
        ("clientName", "Chrome"),
        ("countryCode", "gb"),
    ] {
        assert_eq!(entry[field], value, "{field}");
    }
    let by_key = &answer.body()["logs"][0];
    assert_eq!(
        ["userId", "userEmail", "userName", "mode", "userType"].map(|field| by_key[field].as_str().unwrap().to_owned()),
        ["", "", "", "admin", "keyProject"]
    );
    assert_eq!(by_key["keyName"], "Tests");
    assert_eq!((&entry["keyId"], &entry["keyName"]), (&json!(""), &json!("")), "ann did that herself");
    let first = ["total", "logs", "event", "userId", "userEmail", "userName", "mode", "userType", "ip", "time"];
    answer.has_fields_in_order(
        &[&first[..], &CLIENT_FIELDS, &["countryCode", "countryName", "keyId", "keyName"]].concat(),
    );
    let of_11 = app.get(PATH).key().format("0.11.0").send().await.ok();
    assert_eq!((&of_11["logs"][0]["userId"], &of_11["sum"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn limit_offset_and_total_select_a_part() {
    let (app, _) = with_a_log().await;
    let all = events(&app, "0.15.0", "").await;
    assert_eq!(events(&app, "0.15.0", "?limit=2&offset=1").await, all[1..3]);
    assert_eq!(events(&app, "0.15.0", "?offset=7").await, [""; 0]);
    let part = "?queries[]=limit(2)&queries[]=offset(4)&total=false";
    let list = app.v1(app.get(&format!("{PATH}{part}"))).send().await.ok();
    assert_eq!((list["logs"].as_array().unwrap().len(), &list["total"]), (2, &json!(0)));
    app.get(&format!("{PATH}?limit=101")).key().send().await.is_invalid(LIMIT);
    for id in invalid_ids() {
        app.get(&format!("/v1/teams/{id}/logs?limit=101")).key().send().await.is_invalid(TEAM_ID);
    }
}

#[tokio::test]
async fn members_read_the_log_and_nobody_else() {
    let (app, _) = with_a_log().await;
    app.join("crew", "bob", &[]).await.ok();
    for (user, status) in [("ann", 200), ("bob", 200), ("eve", 404)] {
        let token = app.sign_in(user).await;
        for format in ["0.15.0", "1.9.6"] {
            assert_eq!(app.get(PATH).session(&token).format(format).send().await.status, status, "{user}");
        }
    }
    app.get("/v1/teams/unknown/logs").key().send().await.is_no_team();
}

#[tokio::test]
async fn a_member_sees_of_others_only_what_the_project_shows() {
    let (mut app, _) = with_a_log().await;
    app.join("crew", "bob", &[]).await.ok();
    let (ann, bob) = (app.sign_in("ann").await, app.sign_in("bob").await);
    let renaming = async |app: &TestApp, token: &str| {
        let list = app.get(PATH).session(token).format("1.9.6").send().await.ok();
        let entry = list["logs"][4].clone();
        ["event", "userId", "userEmail", "userName", "ip", "countryCode"]
            .map(|field| entry[field].as_str().unwrap().to_owned())
    };
    let whole = ["team.update", "ann", "ann@example.com", "ann Lee", "2.125.160.9", "gb"];
    assert_eq!(renaming(&app, &ann).await, whole);
    assert_eq!(renaming(&app, &bob).await, ["team.update", "", "", "", "", "--"]);
    let hides_key = |list: Value| {
        assert_eq!((&list["logs"][0]["mode"], &list["logs"][0]["keyName"]), (&json!("admin"), &json!("")))
    };
    hides_key(log_of(&app, &ann, "1.9.6").await);
    let change = app.time.change();
    app.store.set_memberships_privacy(&app.project.id, Some(MemberFields::ALL), &change).await.unwrap();
    app.restart();
    assert_eq!(renaming(&app, &bob).await, whole);
    hides_key(log_of(&app, &ann, "0.15.0").await);
}

async fn log_of(app: &TestApp, token: &str, format: &str) -> Value {
    app.get(PATH).session(token).format(format).send().await.ok()
}

fn fields<const N: usize>(list: &Value, entry: usize, names: [&str; N]) -> [String; N] {
    names.map(|name| list["logs"][entry][name].as_str().unwrap().to_owned())
}

/// Otherwise a header would be enough to see from where others called.
#[tokio::test]
async fn only_a_setting_of_all_fields_shows_from_where_others_called() {
    let (mut app, _) = with_a_log().await;
    app.join("crew", "bob", &[]).await.ok();
    let (ann, bob) = (app.sign_in("ann").await, app.sign_in("bob").await);
    let default = log_of(&app, &bob, "0.15.3").await;
    assert_eq!(fields(&default, 4, ACTOR), ["ann", "ann@example.com", "ann Lee"]);
    for (setting, of_others) in [
        (None, HIDDEN),
        (Some(MemberFields::NONE), HIDDEN),
        (Some(MemberFields::ALL.without(MemberField::UserMfa)), HIDDEN),
        (Some(MemberFields::ALL), SHOWN),
    ] {
        app.show(setting).await;
        for format in FORMATS {
            assert_eq!(fields(&log_of(&app, &bob, format).await, 4, ORIGIN), of_others, "{setting:?}, {format}");
            assert_eq!(fields(&log_of(&app, &ann, format).await, 4, ORIGIN), SHOWN, "her own call, {format}");
        }
    }
}

/// A server sends the IP address and the user agent of its user.
#[tokio::test]
async fn what_a_server_forwards_is_hidden_from_members() {
    let (mut app, _) = TestApp::with_a_team().await;
    let rename = app.put("/v1/teams/crew").key().json(json!({ "name": "The band" }));
    let rename = rename.header("x-forwarded-for", BRITAIN).header("x-forwarded-user-agent", CHROME);
    rename.send().await.ok();
    let by_key = app.get(PATH).key().send().await.ok();
    assert_eq!(fields(&by_key, 0, ORIGIN), SHOWN);
    let tokens = [app.sign_in("ann").await, app.sign_in("bob").await];
    for (setting, shown) in [(None, HIDDEN), (Some(MemberFields::ALL), SHOWN)] {
        app.show(setting).await;
        for (token, format) in tokens.iter().flat_map(|token| FORMATS.map(|format| (token, format))) {
            assert_eq!(fields(&log_of(&app, token, format).await, 0, ORIGIN), shown, "{setting:?}, {format}");
        }
    }
}

#[tokio::test]
async fn a_new_user_with_the_id_of_a_deleted_one_is_another_person() {
    let (mut app, _) = with_a_log().await;
    app.delete("/v1/users/ann").key().send().await.is_done();
    app.create("ann").await;
    app.join("crew", "ann", &["owner"]).await.ok();
    let ann = app.sign_in("ann").await;
    let rename = app.put("/v1/teams/crew").session(&ann).json(json!({ "name": "The choir" }));
    rename.from(BRITAIN).header("user-agent", CHROME).send().await.ok();
    // The entries: the new name, joining, the removal of bob, preferences, roles, and the name that the former ann set.
    for (format, former) in FORMATS.into_iter().zip([["ann", "", ""], ["", "", ""]]) {
        let list = log_of(&app, &ann, format).await;
        assert_eq!(fields(&list, 0, ACTOR), ["ann", "ann@example.com", "ann Lee"], "{format}");
        assert_eq!(fields(&list, 0, ORIGIN), SHOWN, "{format}");
        assert_eq!(fields(&list, 5, ACTOR), former, "{format}");
        assert_eq!(fields(&list, 5, ORIGIN), HIDDEN, "{format}");
    }
    let by_key = app.get(PATH).key().send().await.ok();
    assert_eq!(fields(&by_key, 5, ACTOR), ["ann", "", ""]);
    assert_eq!(fields(&by_key, 5, ORIGIN), SHOWN);
    app.show(Some(MemberFields::ALL)).await;
    assert_eq!(fields(&log_of(&app, &ann, "1.9.6").await, 5, ACTOR), ["ann", "", ""]);
}
