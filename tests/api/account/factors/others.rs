//! What servers do about the second factors of a user, and what impersonators cannot do.

use super::{CHALLENGES, CODES, FACTORS, MFA, NOT_RECENT, Person, TOTP, V1, WRONG_CODE, with_ann};
use roster_tests::clock::user_id;
use serde_json::json;

const OF_ANN: &str = "/v1/users/ann/mfa";

#[tokio::test]
async fn a_server_lets_a_user_in_who_has_lost_their_authenticator() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    ann.enrol().await;
    ann.switch_on().await;
    let half = Person::sign_in(&app).await;
    let factors = app.get(&format!("{OF_ANN}/factors")).key().format(V1).send().await.ok();
    assert_eq!(factors["totp"], true);
    app.delete(&format!("{OF_ANN}/authenticators/totp")).key().format(V1).send().await.is_done();
    let again = app.delete(&format!("{OF_ANN}/authenticators/totp")).key().format(V1).send().await;
    let missing = "Authenticator could not be found on the current user.";
    again.fails((404, "user_authenticator_not_found", missing));
    assert!(half.is_let_in().await);
    assert_eq!(half.get(FACTORS).await.ok()["totp"], false);
    half.enrol().await;
    app.check("another authenticator");
}

#[tokio::test]
async fn recovery_codes_of_a_server_are_those_of_the_user() {
    let app = with_ann().await;
    let codes = app.patch(&format!("{OF_ANN}/recovery-codes")).key().format(V1).send().await.ok();
    let ann = Person::sign_in(&app).await;
    let challenge = ann.ask("recoveryCode").await;
    ann.present(&challenge, codes["recoveryCodes"][5].as_str().unwrap()).await.ok();
    let left = ann.get(CODES).await.ok();
    assert_eq!(left["recoveryCodes"].as_array().unwrap()[..], codes["recoveryCodes"].as_array().unwrap()[..5]);
    assert_eq!(app.get(&format!("{OF_ANN}/recovery-codes")).key().format(V1).send().await.ok(), left);
}

#[tokio::test]
async fn no_server_sees_the_code_of_a_challenge() {
    let app = with_ann().await;
    let ann = Person::sign_in(&app).await;
    let challenge = ann.ask("totp").await;
    let show = async |user: &str, id: &str| {
        app.get(&format!("/v1/users/{user}/mfa/challenges/{id}")).key().format(V1).send().await
    };
    show("ann", &challenge).await.fails(WRONG_CODE);
    let missing = (404, "user_challenge_not_found", "The challenge could not be found.");
    show("ann", "unknown").await.fails(missing);
    app.create("bob").await;
    show("bob", &challenge).await.fails(missing);
    app.pass(3_601);
    show("ann", &challenge).await.fails(missing);
}

#[tokio::test]
async fn an_impersonator_sees_the_factors_of_a_user_and_changes_none() {
    let app = with_ann().await;
    app.create("bob").await;
    app.store.update_impersonator(&app.project.id, &user_id("bob"), true, &app.time.change()).await.unwrap();
    let ann = Person::sign_in(&app).await;
    ann.enrol().await;
    let bob = app.sign_in("bob").await;
    let as_ann = |method: &str, path: &str| {
        let method = axum::http::Method::from_bytes(method.as_bytes()).unwrap();
        let request = app.request(method, path).session(&bob).format(V1);
        request.header("x-appwrite-impersonate-user-id", "ann").json(json!({ "mfa": false, "factor": "totp" }))
    };
    let read = app.get(FACTORS).session(&bob).format(V1).header("x-appwrite-impersonate-user-id", "ann");
    assert_eq!(read.send().await.ok()["totp"], true);
    for (method, path) in [
        ("PATCH", MFA),
        ("POST", TOTP),
        ("PUT", TOTP),
        ("DELETE", TOTP),
        ("POST", CODES),
        ("PATCH", CODES),
        ("POST", CHALLENGES),
        ("PUT", CHALLENGES),
    ] {
        as_ann(method, path).send().await.is_unauthorized();
    }
    let codes = app.get(CODES).session(&bob).format(V1).header("x-appwrite-impersonate-user-id", "ann");
    codes.send().await.is_unauthorized();
    ann.delete(TOTP).await.fails(NOT_RECENT);
    assert_eq!(ann.get(FACTORS).await.ok()["totp"], true);
}

#[tokio::test]
async fn a_member_of_a_team_shows_whether_they_have_a_second_factor() {
    let app = with_ann().await;
    app.post("/v1/teams").key().json(json!({ "teamId": "crew", "name": "The crew" })).send().await.ok();
    app.join("crew", "ann", &["owner"]).await.ok();
    let mfa = async || {
        let members = app.get("/v1/teams/crew/memberships").key().format(V1).send().await.ok();
        members["memberships"][0]["mfa"].clone()
    };
    app.patch(OF_ANN).key().json(json!({ "mfa": true })).send().await.ok();
    assert_eq!(mfa().await, false, "the flag alone asks for nothing");
    let ann = Person::sign_in(&app).await;
    ann.enrol().await;
    assert_eq!(mfa().await, true);
}
