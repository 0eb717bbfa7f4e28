//! The second half: the invited user comes back with the secret of the link.

use super::{accept, accept_with, invite, invited, is_confirmed_already, is_of_another, is_wrong_secret, token_of, v1};
use crate::inbox::WithInbox;
use futures_util::future::join_all;
use roster_api::Limits;
use serde_json::json;

#[tokio::test]
async fn a_link_makes_a_member_with_a_session_once() {
    let (app, ann) = WithInbox::with_team().await;
    let (open, link) = invited(&app, &ann).await;
    app.pass(86_400 * 400);
    let accepted = v1(accept(&app, &link)).send().await;
    let token = token_of(&accepted);
    let body = accepted.body();
    assert_eq!(
        (&body["$id"], &body["confirm"], &body["userEmail"]),
        (&open["$id"], &json!(true), &json!("zoe@example.com"))
    );
    assert!(!body["joined"].as_str().unwrap().is_empty());
    let session = app.get("/v1/account/sessions/current").session(&token).send().await.ok();
    assert_eq!((&session["provider"], &session["providerUid"]), (&json!("email"), &json!("zoe@example.com")));
    let newer = v1(app.get("/v1/account/sessions/current").session(&token)).send().await.ok();
    assert_eq!(newer["factors"], json!(["email"]));
    let account = app.account(&token).await.ok();
    assert_eq!((&account["$id"], &account["emailVerification"]), (&json!(link.user()), &json!(true)));
    app.get("/v1/teams/crew").session(&token).send().await.ok();
    assert_eq!(app.total_of("crew").await, 3);
    is_confirmed_already(&v1(accept(&app, &link)).send().await);
    accept(&app, &link).send().await.is_error(409, "general_unknown", "Membership already confirmed");
    assert_eq!(app.sessions_of(link.user()).await.len(), 1);
    let mut events = app.events(link.user()).await;
    events.truncate(2);
    events.sort();
    assert!(events[0].ends_with("memberships.update") && events[1].ends_with(".create"), "{events:?}");
    let logs = app.get("/v1/teams/crew/logs").key().send().await.ok();
    let id = open["$id"].as_str().unwrap();
    assert_eq!(logs["logs"][0]["event"], json!(format!("teams.crew.memberships.{id}.update.status")));
    assert_eq!(logs["logs"][0]["userId"], json!(link.user()));
    // They never chose a password, so they need none to choose one.
    let first = json!({ "password": "correct horse" });
    app.patch("/v1/account/password").session(&token).json(first).send().await.ok();
    app.check("an accepted invitation");
}

#[tokio::test]
async fn a_link_is_not_for_a_user_who_is_signed_in_as_somebody_else() {
    let (app, ann) = WithInbox::with_team().await;
    let (_, link) = invited(&app, &ann).await;
    let bob = app.sign_in("bob").await;
    is_of_another(&v1(accept(&app, &link)).session(&bob).send().await, "bob@example.com");
    let older = accept(&app, &link).session(&bob).send().await;
    let message = "Invite does not belong to current user (bob@example.com)";
    older.is_error(401, "team_invite_mismatch", message);
    assert_eq!(app.total_of("crew").await, 2);
    // The link is still good.
    token_of(&v1(accept(&app, &link)).send().await);
}

#[tokio::test]
async fn who_is_signed_in_gets_another_session_in_0_15_alone() {
    let (app, ann) = WithInbox::with_team().await;
    for (id, sessions) in [("eve", 2), ("dan", 1)] {
        app.create(id).await;
        let own = app.sign_in(id).await;
        v1(invite(&app, &ann, json!({ "email": format!("{id}@example.com") }))).send().await.ok();
        let link = app.link(&format!("{id}@example.com")).await;
        let request = accept(&app, &link).session(&own);
        let accepted = if id == "eve" { request.send().await } else { v1(request).send().await };
        assert_eq!((accepted.status.as_u16(), accepted.cookies().len()), (200, 2 * (sessions - 1)));
        assert_eq!(app.sessions_of(id).await.len(), sessions);
        assert!(app.accepts(&own).await);
    }
    app.check("accepted by users who are signed in");
}

#[tokio::test]
async fn what_does_not_belong_to_the_link_is_rejected_in_order() {
    let (app, ann) = WithInbox::with_team().await;
    app.make_team("band").await;
    let (_, link) = invited(&app, &ann).await;
    let wrong = |changes| v1(accept_with(&app, &link, changes));
    is_wrong_secret(&wrong(json!({ "secret": "x".repeat(64) })).send().await);
    is_wrong_secret(&wrong(json!({ "secret": "x".repeat(64), "userId": "bob" })).send().await);
    is_of_another(&wrong(json!({ "userId": "bob" })).send().await, "");
    let at = |team: &str, id: &str| {
        let body = json!({ "userId": link.user(), "secret": link.secret() });
        app.patch(&format!("/v1/teams/{team}/memberships/{id}/status")).project("p").json(body)
    };
    let id = link.query["membershipId"].as_str();
    let other_team = "The membership ID does not belong to the team ID.";
    v1(at("band", id)).send().await.is_v1_error(404, "team_membership_mismatch", other_team);
    at("band", id).send().await.is_error(404, "team_membership_mismatch", "Team IDs don't match");
    at("crew", "unknown").send().await.is_error(404, "membership_not_found", "Membership not found");
    at("unknown", id).send().await.is_no_team();
    assert_eq!((app.total_of("crew").await, app.sessions_of(link.user()).await.len()), (2, 0));
    token_of(&v1(accept(&app, &link)).send().await);
}

#[tokio::test]
async fn of_many_clicks_on_one_link_one_succeeds() {
    let (app, ann) = WithInbox::with_team().await;
    let (_, link) = invited(&app, &ann).await;
    let clicks = join_all((0..8).map(|_| v1(accept(&app, &link)).send())).await;
    let mut statuses: Vec<_> = clicks.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409, 409, 409, 409, 409]);
    assert_eq!((app.total_of("crew").await, app.sessions_of(link.user()).await.len()), (3, 1));
    app.check("many clicks on one link");
}

#[tokio::test]
async fn a_blocked_user_gets_no_session_and_the_link_stays_good() {
    let (app, ann) = WithInbox::with_team().await;
    let (_, link) = invited(&app, &ann).await;
    let path = format!("/v1/users/{}/status", link.user());
    let block = |status: bool| app.patch(&path).key().json(json!({ "status": status }));
    block(false).send().await.ok();
    accept(&app, &link).send().await.is_blocked();
    let newer = v1(accept(&app, &link)).send().await;
    newer.is_v1_error(403, "user_blocked", "The current user has been blocked.");
    assert_eq!(app.total_of("crew").await, 2);
    block(true).send().await.ok();
    token_of(&v1(accept(&app, &link)).send().await);
}

#[tokio::test]
async fn the_link_of_a_deleted_user_is_not_for_a_new_one_with_the_same_id() {
    let (app, ann) = WithInbox::with_team().await;
    app.create("eve").await;
    v1(invite(&app, &ann, json!({ "email": "eve@example.com" }))).send().await.ok();
    let link = app.link("eve@example.com").await;
    app.delete("/v1/users/eve").key().send().await.is_done();
    let gone = "Membership with the requested ID could not be found.";
    v1(accept(&app, &link)).send().await.is_v1_error(404, "membership_not_found", gone);
    app.create("eve").await;
    v1(accept(&app, &link)).send().await.is_v1_error(404, "membership_not_found", gone);
    assert_eq!(app.total_of("crew").await, 2);
    app.check("an invitation of a deleted user");
}

/// Somebody else may read the former mailbox.
#[tokio::test]
async fn a_link_to_a_former_email_is_for_the_user_who_is_signed_in_alone() {
    let (app, ann) = WithInbox::with_team().await;
    for id in ["eve", "dan"] {
        app.create(id).await;
        let own = app.sign_in(id).await;
        v1(invite(&app, &ann, json!({ "email": format!("{id}@example.com") }))).send().await.ok();
        let link = app.link(&format!("{id}@example.com")).await;
        let other = json!({ "email": format!("{id}@example.net") });
        app.patch(&format!("/v1/users/{id}/email")).key().json(other).send().await.ok();
        is_wrong_secret(&v1(accept(&app, &link)).send().await);
        accept(&app, &link).send().await.is_error(401, "team_invalid_secret", "Secret key not valid");
        let request = accept(&app, &link).session(&own);
        let accepted = if id == "eve" { request.send().await } else { v1(request).send().await };
        assert_eq!((accepted.status.as_u16(), accepted.cookies().len()), (200, 0));
        assert_eq!(accepted.body()["confirm"], json!(true));
        assert_eq!(
            (app.sessions_of(id).await.len(), app.read(id).await["emailVerification"].clone()),
            (1, json!(false))
        );
    }
    assert_eq!(app.total_of("crew").await, 4);
    app.check("accepted by users with another email");
}

/// An invitation has no end, so it must not bring back somebody after their sessions were ended.
#[tokio::test]
async fn a_link_from_before_the_sessions_ended_makes_a_member_without_a_session() {
    let (app, ann) = WithInbox::with_team().await;
    for (id, ending) in [("eve", "sessions"), ("dan", "password")] {
        app.create(id).await;
        v1(invite(&app, &ann, json!({ "email": format!("{id}@example.com") }))).send().await.ok();
        let link = app.link(&format!("{id}@example.com")).await;
        let path = format!("/v1/users/{id}/{ending}");
        let end = if ending == "sessions" { app.delete(&path) } else { app.patch(&path) };
        let ended = v1(end.key().json(json!({ "password": "battery staple" }))).send().await;
        assert!(ended.status.is_success(), "{}", ended.text());
        let accepted =
            if id == "eve" { accept(&app, &link).send().await } else { v1(accept(&app, &link)).send().await };
        assert_eq!((accepted.status.as_u16(), accepted.cookies().len()), (200, 0), "{}", accepted.text());
        assert_eq!(
            (app.sessions_of(id).await.len(), app.read(id).await["emailVerification"].clone()),
            (0, json!(true))
        );
    }
    // A new invitation signs in again.
    app.create("fay").await;
    app.delete("/v1/users/fay/sessions").key().send().await.is_done();
    v1(invite(&app, &ann, json!({ "email": "fay@example.com" }))).send().await.ok();
    token_of(&v1(accept(&app, &app.link("fay@example.com").await)).send().await);
    assert_eq!(app.total_of("crew").await, 5);
    app.check("accepted after the sessions ended");
}

#[tokio::test]
async fn an_invitation_by_phone_verifies_the_phone() {
    let (app, ann) = WithInbox::with_team().await;
    v1(invite(&app, &ann, json!({ "email": null, "phone": "+4930123456" }))).send().await.ok();
    let link = app.link("+4930123456").await;
    let token = token_of(&v1(accept(&app, &link)).send().await);
    let session = app.get("/v1/account/sessions/current").session(&token).send().await.ok();
    assert_eq!(session["provider"], json!("phone"));
    let newer = v1(app.get("/v1/account/sessions/current").session(&token)).send().await.ok();
    assert_eq!(newer["factors"], json!(["phone"]));
    let user = app.read(link.user()).await;
    assert_eq!((&user["phoneVerification"], &user["emailVerification"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn an_invitation_that_is_withdrawn_cannot_be_accepted() {
    let (app, ann) = WithInbox::with_team().await;
    let (open, link) = invited(&app, &ann).await;
    let path = format!("/v1/teams/crew/memberships/{}", open["$id"].as_str().unwrap());
    app.delete(&path).session(&ann).send().await.is_done();
    accept(&app, &link).send().await.is_error(404, "membership_not_found", "Membership not found");
    assert_eq!(app.total_of("crew").await, 2);
    app.check("an invitation that was withdrawn");
}

#[tokio::test]
async fn a_client_accepts_as_often_as_it_may_sign_in() {
    let (mut app, ann) = WithInbox::with_team().await;
    let (_, link) = invited(&app, &ann).await;
    app.limit(Limits { per_email: 10, per_client: 3 });
    let wrong = |secret: &str| accept_with(&app, &link, json!({ "secret": secret }));
    for left in [2, 1, 0] {
        let answer = wrong("wrong").send().await;
        assert_eq!(
            (answer.status.as_u16(), answer.rate().map(|(limit, left, _)| (limit, left))),
            (401, Some((3, left)))
        );
    }
    // An invalid request is not counted, but shows the count.
    let invalid = wrong("").send().await;
    assert_eq!((invalid.status.as_u16(), invalid.rate().unwrap().1), (400, 0));
    accept(&app, &link).send().await.is_limited();
    // A server that may make sessions accepts for all of its users from one IP address.
    assert_eq!(accept_with(&app, &link, json!({ "secret": "wrong" })).key().send().await.status, 401);
    token_of(&v1(accept(&app, &link)).from("192.0.2.7").send().await);
}
