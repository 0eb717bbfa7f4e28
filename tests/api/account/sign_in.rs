//! POST /v1/account/sessions/email

use crate::expected::{BRITAIN, CHROME, EMAIL, PASSWORD_LONG, PASSWORD_SHORT, START, missing, user, with};
use crate::signing_in::{PASSWORD, SIGN_IN, british_session};
use crate::world::{PROJECT, World};
use roster_core::{HashCost, Password, SessionToken};
use roster_tests::faults::{Fault, Rule};
use roster_tests::world::{full, user_id};
use serde_json::{Value, json};

/// The end of a session that begins with the world, as cookies write it.
const END: &str = "Mon, 17 Mar 2031 17:46:40 GMT";

#[tokio::test]
async fn a_session_is_shown_whole() {
    let world = World::begin().await;
    world.create("ann").await;
    let answer = world.sign_in_from_britain("ann").await;
    let session = british_session(&answer.body()["$id"], "ann", START);
    answer.is(201, with(session, json!({ "current": true })));
    let id = answer.body()["$id"].as_str().unwrap().to_owned();
    assert!(id.len() == 20 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    answer.has_fields_in_order(&["$id", "$createdAt", "userId", "expire", "provider", "countryName", "current"]);
    assert_eq!(answer.rate(), Some((10, 9, START + 800)));
    assert_eq!(world.events("ann").await, [format!("users.ann.sessions.{id}.create"), "users.ann.create".into()]);
    world.check("signed in");
}

#[tokio::test]
async fn two_cookies_and_the_fallback_hold_the_token() {
    let world = World::begin().await;
    world.create("ann").await;
    for answer in [
        world.try_sign_in("ann@example.com", PASSWORD).send().await,
        world.try_sign_in("ann@example.com", PASSWORD).from(BRITAIN).send().await,
    ] {
        let token = answer.token();
        let rest = format!("={token}; Path=/; Expires={END}; HttpOnly; Secure");
        let expected = [format!("a_session_p{rest}; SameSite=None"), format!("a_session_p_legacy{rest}")];
        assert_eq!(answer.cookies(), expected);
        let fallback = format!("{{\"a_session_p\":\"{token}\"}}");
        assert_eq!(answer.header("x-fallback-cookies"), Some(fallback.as_str()));
        world.account(&token).await.is(200, user("ann"));
        assert!(!answer.text().contains(&token), "only headers hold it");
    }
}

#[tokio::test]
async fn cookies_bear_the_project_in_lower_case() {
    let world = World::begin().await;
    world.make_project("Shop").await;
    let new = json!({ "userId": "ann", "email": "ann@example.com", "password": PASSWORD });
    world.post("/v1/account").project("Shop").json(new).send().await.ok();
    let answer = world.try_sign_in("ann@example.com", PASSWORD).project("Shop").send().await;
    assert!(
        answer.cookies()[0].starts_with("a_session_shop=") && answer.cookies()[1].starts_with("a_session_shop_leg")
    );
    let cookie = format!("a_session_shop={}", answer.token());
    world.get("/v1/account").project("Shop").header("cookie", &cookie).send().await.ok();
}

#[tokio::test]
async fn an_older_path_signs_in_as_well() {
    let world = World::begin().await;
    world.create("ann").await;
    let body = json!({ "email": "Ann@EXAMPLE.com", "password": PASSWORD });
    let answer = world.post("/v1/account/sessions").project(PROJECT).json(body).send().await;
    world.account(&answer.token()).await.is(200, user("ann"));
    assert_eq!(answer.body()["providerUid"], "ann@example.com");
}

#[tokio::test]
async fn every_sign_in_begins_a_session_of_its_own() {
    let world = World::begin().await;
    world.create("ann").await;
    let tokens = [world.sign_in("ann").await, world.sign_in("ann").await];
    let [one, two] = tokens.each_ref().map(|token| SessionToken::parse(token).unwrap());
    assert!(one.session != two.session && one.hash() != two.hash());
    assert!(world.knows(&tokens[0]).await && world.knows(&tokens[1]).await);
    assert_eq!(world.sessions_of("ann").await.len(), 2);
}

#[tokio::test]
async fn what_is_wrong_is_not_told() {
    let world = World::begin().await;
    world.create("ann").await;
    world.create("bob").await;
    world.patch("/v1/users/bob/status").key().json(json!({ "status": false })).send().await.ok();
    let nameless = json!({ "email": "no-password@example.com", "roles": [], "url": "http://localhost" });
    world.post("/v1/teams").key().json(json!({ "teamId": "crew", "name": "Crew" })).send().await.ok();
    world.post("/v1/teams/crew/memberships").key().json(nameless).send().await.ok();
    let mut answers = Vec::new();
    for email in ["ann@example.com", "bob@example.com", "no-password@example.com", "nobody@example.com"] {
        let answer = world.try_sign_in(email, "wrong password").send().await;
        answer.is_wrong_password();
        assert!(answer.cookies().is_empty() && answer.header("x-fallback-cookies").is_none());
        answers.push((answer.status, answer.headers, answer.body));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    assert_eq!(world.sessions_of("ann").await.len(), 0);
}

#[tokio::test]
async fn a_blocked_user_with_the_right_password_is_told_so() {
    let world = World::begin().await;
    world.create("ann").await;
    world.patch("/v1/users/ann/status").key().json(json!({ "status": false })).send().await.ok();
    world.try_sign_in("ann@example.com", PASSWORD).send().await.is_blocked();
    world.try_sign_in("ann@example.com", "wrong password").send().await.is_wrong_password();
    assert_eq!(world.sessions_of("ann").await.len(), 0);
}

#[tokio::test]
async fn parameters_are_checked_in_their_order() {
    let world = World::begin().await;
    let post = async |body: Value| world.post(SIGN_IN).project(PROJECT).json(body).send().await;
    post(json!({})).await.is_invalid(&missing("email"));
    post(json!({ "password": "short" })).await.is_invalid(&missing("email"));
    post(json!({ "email": "x", "password": "short" })).await.is_invalid(EMAIL);
    post(json!({ "email": "a@example.com" })).await.is_invalid(&missing("password"));
    post(json!({ "email": "a@example.com", "password": "1234567" })).await.is_invalid(PASSWORD_SHORT);
    post(json!({ "email": "a@example.com", "password": 12_345_678 })).await.is_invalid(PASSWORD_SHORT);
    post(json!({ "email": "a@example.com", "password": "x".repeat(257) })).await.is_invalid(PASSWORD_LONG);
}

#[tokio::test]
async fn only_the_address_of_today_signs_in() {
    let world = World::begin().await;
    world.create("ann").await;
    world.patch("/v1/users/ann/email").key().json(json!({ "email": "new@example.com" })).send().await.ok();
    world.try_sign_in("ann@example.com", PASSWORD).send().await.is_wrong_password();
    world.try_sign_in("new@example.com", PASSWORD).send().await.ok();
}

/// Ann, whose password was hashed when hashes cost something else.
async fn with_an_old_hash() -> World {
    let world = World::begin().await;
    let old = HashCost { memory_kib: 128, iterations: 2 };
    let hash = old.hash(&Password::parse(PASSWORD).unwrap(), [7; 16]).unwrap();
    let mut ann = full("ann", "ann@example.com", "+4930901820", "ann Lee");
    ann.password = Some(hash);
    world.store.create_user(&world.project, ann, &world.time.change()).await.unwrap();
    world
}

async fn cost_of_ann(world: &World) -> HashCost {
    let ann = world.store.get_user(&world.project.id, &user_id("ann")).await.unwrap();
    ann.password.unwrap().cost().unwrap()
}

#[tokio::test]
async fn a_hash_of_another_cost_is_made_anew_at_sign_in() {
    let world = with_an_old_hash().await;
    let before = world.read("ann").await;
    world.pass(5);
    world.try_sign_in("ann@example.com", "wrong password").send().await.is_wrong_password();
    assert_eq!(cost_of_ann(&world).await, HashCost { memory_kib: 128, iterations: 2 });
    let token = world.sign_in("ann").await;
    assert_eq!(cost_of_ann(&world).await, HashCost { memory_kib: 64, iterations: 1 });
    world.account(&token).await.is(200, before);
    assert_eq!(world.events("ann").await.len(), 2, "sign-up and sign-in: the user changed nothing");
    world.sign_in("ann").await;
    assert!(world.knows(&token).await);
    world.check("upgraded");
}

#[tokio::test]
async fn the_table_holds_neither_password_nor_secret() {
    let world = World::begin().await;
    world.create("ann").await;
    let token = world.try_sign_in("ann@example.com", PASSWORD).header("user-agent", CHROME).send().await.token();
    let parsed = SessionToken::parse(&token).unwrap();
    let table = format!("{:?}", world.table.rows());
    assert!(table.contains(parsed.hash().as_str()), "the hash is there");
    assert!(!table.contains(PASSWORD) && !table.contains(&token));
}

#[tokio::test]
async fn a_lost_answer_makes_one_session() {
    let world = World::begin().await;
    world.create("ann").await;
    world.caller.faults.add(Rule::new(Fault::LostAnswer).on("TransactWriteItems").times(1));
    let token = world.sign_in("ann").await;
    assert!(world.knows(&token).await);
    assert_eq!(world.sessions_of("ann").await.len(), 1);
    assert_eq!(world.events("ann").await.len(), 2);
    world.check("an answer lost");
}

#[tokio::test]
async fn a_table_that_is_busy_signs_nobody_in_and_nobody_out() {
    let (world, token) = World::with_ann().await;
    world.caller.faults.add(Rule::new(Fault::Refused("ThrottlingException")));
    let answers = [
        world.try_sign_in("ann@example.com", PASSWORD).send().await,
        world.try_sign_in("nobody@example.com", PASSWORD).send().await,
        world.account(&token).await,
        world.delete("/v1/account/sessions").session(&token).send().await,
    ];
    for answer in answers {
        answer.is_refused(503, "general_unavailable", "The service is busy. Please try again");
        assert!(answer.cookies().is_empty() && answer.header("x-fallback-cookies").is_none());
    }
    world.caller.faults.clear();
    assert!(world.knows(&token).await);
    assert_eq!(world.sessions_of("ann").await.len(), 1);
}
