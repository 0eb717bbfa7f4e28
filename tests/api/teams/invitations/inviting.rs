//! The first half: an owner invites, and a message goes out.

use super::{PATH, invite, invited, users, v1};
use crate::inbox::{WithInbox, mailer_to_nobody};
use crate::teams::URL;
use serde_json::json;

#[tokio::test]
async fn an_owner_invites_and_the_link_goes_to_the_invited_user_alone() {
    let (app, ann) = WithInbox::with_team().await;
    let answer = v1(invite(&app, &ann, json!({ "url": "https://localhost/join?a=1#top" }))).send().await;
    let body = answer.ok();
    assert_eq!(answer.status, 201);
    let shown = ["userName", "userEmail", "teamId", "teamName", "confirm", "joined"].map(|field| body[field].clone());
    let expected = [json!("Zoe"), json!("zoe@example.com"), json!("crew"), json!("The crew"), json!(false), json!("")];
    assert_eq!(shown, expected);
    let message = app.newest("zoe@example.com").await;
    assert!(message.subject.contains("The crew") && message.text.contains("ann Lee"), "{message:?}");
    let link = app.link("zoe@example.com").await;
    let id = body["userId"].as_str().unwrap();
    let expected = format!(
        "https://localhost/join?a=1&membershipId={}&userId={id}&secret={}&teamId=crew&teamName=The+crew#top",
        body["$id"].as_str().unwrap(),
        link.secret()
    );
    assert_eq!(link.url, expected);
    assert!(link.secret().len() == 64 && !answer.text().contains(link.secret()));
    let zoe = app.read(id).await;
    assert_eq!(
        (&zoe["name"], &zoe["passwordUpdate"], &zoe["emailVerification"]),
        (&json!("Zoe"), &json!(0), &json!(false))
    );
    assert_eq!((app.total_of("crew").await, app.count().await), (2, 1));
    assert_eq!(app.events(id).await.len(), 2);
    app.check("an open invitation");
}

#[tokio::test]
async fn the_link_of_0_15_has_no_name_of_the_team() {
    let (app, ann) = WithInbox::with_team().await;
    let body = invite(&app, &ann, json!({})).send().await.ok();
    assert_eq!((&body["confirm"], &body["joined"]), (&json!(false), &json!(0)));
    let link = app.link("zoe@example.com").await;
    let names: Vec<_> = link.query.keys().map(String::as_str).collect();
    assert_eq!(names, ["membershipId", "secret", "teamId", "userId"]);
}

#[tokio::test]
async fn who_has_not_accepted_has_no_rights_in_the_team() {
    let (app, ann) = WithInbox::with_team().await;
    app.create("eve").await;
    let eve = app.sign_in("eve").await;
    let owner = json!({ "email": "eve@example.com", "roles": ["owner"] });
    v1(invite(&app, &ann, owner)).send().await.ok();
    for request in [
        app.get("/v1/teams/crew"),
        app.get(PATH),
        app.put("/v1/teams/crew").json(json!({ "name": "Mine" })),
        app.get("/v1/teams/crew/prefs").format("1.9.6"),
    ] {
        assert_eq!(request.session(&eve).send().await.status, 404);
    }
    let others = invite(&app, &eve, json!({ "email": "mallory@example.com" })).send().await;
    others.is_no_team();
    assert_eq!(app.get("/v1/teams").session(&eve).send().await.ok()["total"], 0);
    assert_eq!((users(&app).await, app.count().await), (3, 1));
}

#[tokio::test]
async fn a_member_who_is_no_owner_invites_nobody_and_makes_no_user() {
    let (app, _) = WithInbox::with_team().await;
    let bob = app.sign_in("bob").await;
    let message = "User is not allowed to send invitations for this team";
    invite(&app, &bob, json!({})).send().await.is_error(401, "user_unauthorized", message);
    v1(invite(&app, &bob, json!({}))).send().await.is_v1_error(401, "user_unauthorized", message);
    app.create("eve").await;
    let eve = app.sign_in("eve").await;
    invite(&app, &eve, json!({})).send().await.is_no_team();
    assert_eq!((users(&app).await, app.count().await, app.total(PATH).await), (3, 0, 2));
}

#[tokio::test]
async fn another_invitation_makes_the_former_link_invalid() {
    let (app, ann) = WithInbox::with_team().await;
    let (first, old) = invited(&app, &ann).await;
    let second = v1(invite(&app, &ann, json!({ "roles": ["chef"] }))).send().await.ok();
    let new = app.link("zoe@example.com").await;
    assert_eq!((&second["$id"], &second["roles"]), (&first["$id"], &json!(["chef"])));
    assert!(old.secret() != new.secret() && app.count().await == 2);
    super::is_wrong_secret(&v1(super::accept(&app, &old)).send().await);
    let accepted = v1(super::accept(&app, &new)).send().await;
    assert_eq!((accepted.status.as_u16(), &accepted.body()["roles"]), (200, &json!(["chef"])));
    let again = v1(invite(&app, &ann, json!({}))).send().await;
    super::is_confirmed_already(&again);
    assert_eq!(app.count().await, 2);
    app.check("an invitation that was made twice");
}

#[tokio::test]
async fn in_0_15_nobody_is_invited_twice() {
    let (app, ann) = WithInbox::with_team().await;
    invite(&app, &ann, json!({})).send().await.ok();
    let message = "User has already been invited or is already a member of this team";
    for email in ["zoe@example.com", "bob@example.com"] {
        let again = invite(&app, &ann, json!({ "email": email })).send().await;
        again.is_error(409, "team_invite_already_exists", message);
    }
    let by_server = app.join("crew", "zoe", &["cook"]).await;
    by_server.is_error(409, "team_invite_already_exists", "User is already a member of this team");
    assert_eq!((app.count().await, app.total_of("crew").await), (1, 2));
}

#[tokio::test]
async fn a_server_that_adds_an_invited_user_confirms_them() {
    let (app, ann) = WithInbox::with_team().await;
    let (open, link) = invited(&app, &ann).await;
    let add = || v1(app.post(PATH).key().json(json!({ "email": "zoe@example.com", "roles": ["chef"] })));
    let confirmed = add().send().await.ok();
    assert_eq!((&confirmed["$id"], &confirmed["confirm"]), (&open["$id"], &json!(true)));
    assert_eq!(app.total_of("crew").await, 3);
    super::is_confirmed_already(&add().send().await);
    super::is_confirmed_already(&v1(super::accept(&app, &link)).send().await);
    app.check("an invitation that a server confirms");
}

#[tokio::test]
async fn the_answer_is_the_same_whether_the_invited_user_existed() {
    let (app, ann) = WithInbox::with_team().await;
    app.create("eve").await;
    let shown = async |email: &str, changes: serde_json::Value| {
        let with_email = crate::expected::with(json!({ "email": email }), changes);
        let mut body = v1(invite(&app, &ann, with_email)).send().await.ok();
        for field in ["$id", "$createdAt", "$updatedAt", "userId", "invited", "userEmail"] {
            body[field].take();
        }
        body
    };
    for changes in [json!({}), json!({ "name": "Eve" })] {
        assert_eq!(shown("eve@example.com", changes.clone()).await, shown("new@example.com", changes).await);
    }
    let unnamed = v1(invite(&app, &ann, json!({ "email": "Dan@Example.com", "name": null }))).send().await.ok();
    assert_eq!((&unnamed["userName"], &unnamed["userPhone"]), (&json!("dan@example.com"), &json!("")));
}

#[tokio::test]
async fn a_user_is_invited_by_id_or_phone_too() {
    let (app, ann) = WithInbox::with_team().await;
    app.create("eve").await;
    let by = async |changes: serde_json::Value| v1(invite(&app, &ann, changes)).send().await;
    let none = json!(null);
    assert_eq!(by(json!({ "email": none, "userId": "eve" })).await.status, 201);
    app.newest("eve@example.com").await;
    let by_phone = by(json!({ "email": none, "phone": "+4930123456" })).await;
    assert_eq!((by_phone.status.as_u16(), &by_phone.body()["userPhone"]), (201, &json!("+4930123456")));
    let message = app.newest("+4930123456").await;
    assert_eq!((message.kind.as_str(), message.subject.as_str()), ("text", ""));
    v1(app.post("/v1/users").key().json(json!({ "userId": "nobody" }))).send().await.ok();
    let unreachable = by(json!({ "email": none, "userId": "nobody" })).await;
    unreachable.is_v1_error(400, "user_email_not_found", "User email could not be found.");
    let unknown = by(json!({ "email": none, "userId": "unknown" })).await;
    unknown.is_v1_error(404, "user_not_found", "User with given userId doesn't exist.");
    let other = by(json!({ "userId": "eve" })).await;
    other.is_v1_error(409, "user_already_exists", "Given userId and email doesn't match");
    assert_eq!(app.count().await, 2);
    app.check("invitations by id and phone");
}

#[tokio::test]
async fn the_parameters_of_an_invitation_are_checked_before_anything_is_made() {
    let (mut app, ann) = WithInbox::with_team().await;
    let foreign = "Invalid URI. Register your new client (evil.example) as a new Web platform on your project console \
                   dashboard";
    let none = json!(null);
    let sent = async |app: &WithInbox, changes: serde_json::Value| v1(invite(app, &ann, changes)).send().await;
    sent(&app, json!({ "url": "https://evil.example/join" })).await.is_v1_invalid("url", foreign);
    for with_name in
        ["https://localhost@evil.example/", "https://evil.example,a@localhost/", "https://localhost\\@evil.example/"]
    {
        sent(&app, json!({ "url": with_name })).await.is_v1_invalid("url", "Invalid URI.");
    }
    sent(&app, json!({ "url": "localhost/join" })).await.is_v1_invalid("url", "Invalid URI.");
    sent(&app, json!({ "url": "exp://localhost" })).await.is_v1_invalid("url", "Invalid URI.");
    let missing = sent(&app, json!({ "url": none })).await;
    missing.is_v1_error(400, "general_argument_invalid", "URL is required");
    let nobody = sent(&app, json!({ "email": none })).await;
    nobody.is_v1_error(400, "general_argument_invalid", "At least one of userId, email, or phone is required");
    sent(&app, json!({ "roles": ["a b"] })).await;
    let unknown = app.post("/v1/teams/unknown/memberships").session(&ann);
    unknown.json(json!({ "email": "zoe@example.com", "roles": [], "url": URL })).send().await.is_no_team();
    assert_eq!((users(&app).await, app.count().await), (2, 0));
    app.allow_origins(&["https://evil.example", "appwrite-ios://com.example.app"]).await;
    assert_eq!(sent(&app, json!({ "url": "https://evil.example/join" })).await.status, 201);
    let plain = foreign.replace("evil.example", "http://evil.example");
    sent(&app, json!({ "url": "http://evil.example:8080/join" })).await.is_v1_invalid("url", &plain);
    let older = invite(&app, &ann, json!({ "url": "http://evil.example/join" })).send().await;
    let message = "Invalid url: URL host must be one of: http://localhost, https://evil.example";
    older.is_error(400, "general_argument_invalid", message);
    assert_eq!(sent(&app, json!({ "url": "appwrite-ios://com.example.app/join" })).await.status, 201);
}

#[tokio::test]
async fn ten_invitations_an_hour_are_sent_for_one_ip_address() {
    let (app, ann) = WithInbox::with_team().await;
    for n in 0..10 {
        let answer = invite(&app, &ann, json!({ "email": format!("n{n}@example.com") })).send().await;
        assert_eq!(answer.rate().map(|(limit, left, _)| (limit, left)), Some((10, 9 - n)));
    }
    invite(&app, &ann, json!({})).send().await.is_limited();
    assert_eq!(app.count().await, 10);
}

/// However the user is named, by whomever: text messages cost money.
#[tokio::test]
async fn ten_invitations_an_hour_are_sent_to_one_email_or_phone() {
    let (app, ann) = WithInbox::with_team().await;
    app.create("eve").await;
    let ways = [json!({ "email": "eve@example.com" }), json!({ "email": null, "userId": "eve" })];
    for n in 0..10 {
        let from = ["192.0.2.1", "192.0.2.2"][n / 5];
        let answer = v1(invite(&app, &ann, ways[n % 2].clone())).from(from).send().await;
        let left = answer.rate().unwrap().1;
        assert_eq!((answer.status.as_u16(), left), (201, 9 - n as u64));
    }
    app.make_team("band").await;
    app.join("band", "ann", &["owner"]).await.ok();
    for (path, way) in [(PATH, &ways[0]), (PATH, &ways[1]), ("/v1/teams/band/memberships", &ways[0])] {
        let body = crate::expected::with(json!({ "roles": ["cook"], "url": URL }), way.clone());
        let answer = app.post(path).session(&ann).json(body).format("1.9.6").from("192.0.2.99").send().await;
        assert_eq!((answer.status.as_u16(), answer.rate().unwrap().1), (429, 0), "{}", answer.text());
    }
    assert_eq!(app.count().await, 10);
    let by_phone = json!({ "email": null, "phone": "+4930123456" });
    let answer = v1(invite(&app, &ann, by_phone)).from("192.0.2.99").send().await;
    assert_eq!(answer.status, 201, "{}", answer.text());
}

#[tokio::test]
async fn an_invitation_stays_in_the_outbox_while_nobody_takes_it() {
    let (mut app, ann) = WithInbox::with_team().await;
    app.send_by(&mailer_to_nobody().await);
    let body = v1(invite(&app, &ann, json!({}))).send().await.ok();
    let rows = app.table.rows();
    let waiting: Vec<_> = rows.iter().filter(|row| row.pk().starts_with("O#")).collect();
    assert_eq!((waiting.len(), waiting[0].text("uid")), (1, body["userId"].as_str().unwrap()));
    assert!(!format!("{:?}", waiting[0]).contains("zoe@example.com"));
    app.check("an invitation that is still to be sent");
}

#[tokio::test]
async fn a_deployment_that_sends_nothing_says_so_and_makes_no_user() {
    let (mut app, ann) = WithInbox::with_team().await;
    app.send_by(&roster_mail::Mailer::connect(roster_mail::MailSettings::default(), roster_tests::product::keyring()));
    invite(&app, &ann, json!({})).send().await.is_error(503, "general_smtp_disabled", "SMTP Disabled");
    let message = "SMTP is disabled on your Appwrite instance. You can <a href=\"/docs/email-delivery\">learn more \
                   about setting up SMTP</a> in our docs.";
    v1(invite(&app, &ann, json!({}))).send().await.is_v1_error(503, "general_smtp_disabled", message);
    let by_phone = v1(invite(&app, &ann, json!({ "email": null, "phone": "+4930123456" }))).send().await;
    by_phone.is_v1_error(503, "general_phone_disabled", "Phone provider not configured");
    assert_eq!(users(&app).await, 2);
    // A server adds members without sending anything.
    v1(app.post(PATH).key().json(json!({ "email": "zoe@example.com", "roles": [] }))).send().await.ok();
}
