//! Signing in with an account at a provider, and identities.

use super::people::{Failure, Identity, Person, Project, Way};
use super::play::Expected;
use super::rules::{BLOCKED, note_access};
use super::steps::{ACCOUNTS, Call, EMAILS, NAMES, Step};
use crate::answer::Answer;
use crate::app::TestApp;
use crate::oauth2::{Browser, COOKIE_FORM, FAILURE, TOKEN_FORM, V1};
use axum::http::StatusCode;
use bytes::Bytes;
use roster_tests::issuer::{Issuer, Person as Somebody};
use serde_json::{Value, json};

/// In the answer of the product: the token of the session that began.
const TOKEN: &str = "x-test-token";
/// In the answer of the product: the times at which somebody came back from the provider, and at which the session began, in
/// milliseconds.
const CAME_BACK: &str = "x-test-came-back";
const BEGAN: &str = "x-test-began";
/// In the answer of the product: the id of the sign-in token, if there was one. Only the log has it.
const TOKEN_ID: &str = "x-test-token-id";
const NO_EMAIL: Failure = Failure(401, "user_unauthorized");
const NOT_VERIFIED: Failure = Failure(400, "general_bad_request");
const OTHER_WAY_IN: Failure = Failure(409, "user_already_exists");
const NO_IDENTITY: Failure = Failure(404, "user_identity_not_found");

/// Signs somebody in, if that is the step: in one of the two forms, with a browser of their own. The answer is the error that the
/// page of failure gets, or the sessions of the user, as a server sees them.
pub async fn sign_in(
    (app, issuer): (&TestApp, &Issuer),
    (project, key): &(String, String),
    step: &Step,
) -> Option<Answer> {
    let Call::SignInAtProvider { account, email, is_verified, name } = &step.call else { return None };
    let somebody = Somebody {
        sub: ACCOUNTS[*account].to_owned(),
        email: email.map(|email| (EMAILS[email].to_owned(), *is_verified)),
        name: Some(NAMES[*name].to_owned()),
    };
    let format = if step.is_v1 { V1 } else { "0.15.0" };
    let browser = Browser::of(app, project, format);
    // Half of the accounts sign in by each form.
    let has_token = account % 2 == 1;
    let back = browser.sign_in(issuer, if has_token { TOKEN_FORM } else { COOKIE_FORM }, &somebody).await;
    if back.url.starts_with(FAILURE) {
        let error = back.error();
        let status = StatusCode::from_u16(u16::try_from(error["code"].as_u64().unwrap()).unwrap()).unwrap();
        return Some(Answer { status, headers: back.answer.headers, body: Bytes::from(error.to_string()) });
    }
    let came_back = app.time.now().as_millis();
    if has_token {
        let body = json!({ "userId": back.parameter("userId"), "secret": back.parameter("secret") });
        let begun = browser.send(app.post("/v1/account/sessions/token").project(project).json(body)).await;
        assert_eq!(begun.status, 201, "{}", begun.text());
    }
    let began = app.time.now().as_millis();
    let token = browser.session().unwrap();
    let user = user_of(&token);
    let sessions = app.get(&format!("/v1/users/{user}/sessions")).project(project).secret(key).format(format);
    let mut answer = sessions.send().await;
    answer.headers.insert(TOKEN, token.parse().unwrap());
    answer.headers.insert(CAME_BACK, came_back.into());
    answer.headers.insert(BEGAN, began.into());
    if has_token {
        let logs = app.get(&format!("/v1/users/{user}/logs?limit=2")).project(project).secret(key).format("0.15.0");
        answer.headers.insert(TOKEN_ID, token_id_of(&logs.send().await).parse().unwrap());
    }
    Some(answer)
}

/// The id in the event before the newest one: `users.<user>.sign-ins.<id>.create`.
fn token_id_of(logs: &Answer) -> String {
    let logs = logs.body();
    let event = logs["logs"][1]["event"].as_str().unwrap();
    event.rsplit('.').nth(1).unwrap().to_owned()
}

/// The user that a session token names.
fn user_of(token: &str) -> String {
    use base64::Engine as _;
    let json = base64::engine::general_purpose::STANDARD.decode(token).unwrap();
    serde_json::from_slice::<Value>(&json).unwrap()["id"].as_str().unwrap().to_owned()
}

/// One of the times in the answer; 0 in an answer that has none.
fn time_in(answer: &Answer, name: &str) -> u64 {
    answer.header(name).map_or(0, |time| time.parse().unwrap())
}

/// The id of an identity, or an unknown id.
pub fn identity_of(project: &Project, place: usize) -> String {
    let found = project.identities.get(place).filter(|identity| !identity.id.is_empty());
    found.map_or_else(|| "nope".to_owned(), |identity| identity.id.clone())
}

/// Applies the step to the model.
pub fn apply(project: &mut Project, step: &Step, answer: &Answer, at: u64) -> Result<Expected, Failure> {
    match &step.call {
        Call::SignInAtProvider { .. } => begin(project, step, answer),
        Call::Identities => {
            learn_ids(project, answer);
            let shown: Vec<Value> = project.identities.iter().map(shown).collect();
            Ok(Expected::Has(200, json!({ "total": shown.len(), "identities": shown })))
        }
        Call::Unlink(place) => {
            let found = project.identities.get(*place).filter(|identity| !identity.id.is_empty()).ok_or(NO_IDENTITY)?;
            let (id, user) = (found.id.clone(), found.user.clone());
            project.identities.remove(*place);
            project.find_mut(&user)?.note(format!("identities.{id}.delete"), false, at);
            Ok(Expected::Done)
        }
        other => unreachable!("a call of providers: {other:?}"),
    }
}

fn shown(identity: &Identity) -> Value {
    json!({
        "$id": identity.id,
        "userId": identity.user,
        "provider": "oidc",
        "providerUid": identity.account,
        "providerEmail": identity.email,
    })
}

/// Reads the ids that the product made; everything else of the answer is compared.
fn learn_ids(project: &mut Project, answer: &Answer) {
    let listed = answer.body();
    for identity in &mut project.identities {
        let of = |one: &&Value| one["providerUid"] == identity.account.as_str();
        let found = listed["identities"].as_array().into_iter().flatten().find(of);
        if let Some(id) = found.and_then(|one| one["$id"].as_str()) {
            id.clone_into(&mut identity.id);
        }
    }
}

/// Signs in or up (decision 36).
fn begin(project: &mut Project, step: &Step, answer: &Answer) -> Result<Expected, Failure> {
    let at = time_in(answer, CAME_BACK);
    let Call::SignInAtProvider { account, email, is_verified, name } = &step.call else { unreachable!("a sign-in") };
    let (account, name) = (ACCOUNTS[*account], NAMES[*name]);
    let email = email.map(|email| EMAILS[email].to_ascii_lowercase()).filter(|email| email.contains('@'));
    let said = email.clone().unwrap_or_default();
    let known = project.identities.iter().position(|identity| identity.account == account);
    let user = if let Some(place) = known {
        let user = project.identities[place].user.clone();
        if !project.find(&user)?.status {
            return Err(BLOCKED);
        }
        project.identities[place].email = said;
        user
    } else {
        let email = email.ok_or(NO_EMAIL)?;
        let owner = project.people.iter().find(|person| person.email.as_ref() == Some(&email));
        let user = match owner.map(|owner| owner.id.clone()) {
            Some(owner) => join(project, &owner, *is_verified, name, at)?,
            None => sign_up(project, answer, Some(email).filter(|_| *is_verified), name, at),
        };
        let (id, account) = (String::new(), account.to_owned());
        project.identities.push(Identity { id, user: user.clone(), account, email: said });
        user
    };
    began(project, (&user, account), step.is_v1, answer)
}

/// A user has the email of the account.
fn join(project: &mut Project, user: &str, is_verified: bool, name: &str, at: u64) -> Result<String, Failure> {
    let has_identity = project.identities.iter().any(|identity| identity.user == user);
    let person = project.find_mut(user)?;
    if !is_verified {
        return Err(NOT_VERIFIED);
    }
    if !person.status {
        return Err(BLOCKED);
    }
    if !person.email_verified {
        if person.password.is_some() || person.phone.is_some() || has_identity {
            return Err(OTHER_WAY_IN);
        }
        (person.email_verified, person.updated_at) = (true, at);
        person.sessions.clear();
    }
    if person.name.is_empty() && !name.is_empty() {
        (person.name, person.updated_at) = (name.to_owned(), at);
    }
    Ok(user.to_owned())
}

/// Nobody has the email of the account.
fn sign_up(project: &mut Project, answer: &Answer, email: Option<String>, name: &str, at: u64) -> String {
    let id = answer.header(TOKEN).map_or_else(|| "missing in the answer".to_owned(), user_of);
    let mut person = Person::new(&id, at);
    (person.email_verified, person.email, person.name) = (email.is_some(), email, name.to_owned());
    person.note("create", true, at);
    project.people.push(person);
    id
}

/// The session that began: the only one of the answer that the model does not know.
fn began(
    project: &mut Project,
    (user, account): (&str, &str),
    is_v1: bool,
    answer: &Answer,
) -> Result<Expected, Failure> {
    let at = time_in(answer, BEGAN);
    let (listed, token) = (answer.body(), answer.header(TOKEN).unwrap_or_default().to_owned());
    let ids = listed["sessions"].as_array().into_iter().flatten().filter_map(|session| session["$id"].as_str());
    let known = |id: &&str| project.sessions.iter().any(|(known, _)| known == id);
    let new = ids.into_iter().find(|id| !known(id)).unwrap_or("missing in the answer").to_owned();
    if let Some(id) = answer.header(TOKEN_ID) {
        project.find_mut(user)?.note(format!("sign-ins.{id}.create"), true, time_in(answer, CAME_BACK));
    }
    project.create_session(user, (new, token), Way::Account(account.to_owned()), at)?;
    note_access(project.find_mut(user)?, is_v1, at);
    let person = project.find(user)?;
    let shown: Vec<Value> = person.sessions.iter().map(|session| person.session(is_v1, session)).collect();
    Ok(Expected::Has(200, json!({ "total": shown.len(), "sessions": shown })))
}
