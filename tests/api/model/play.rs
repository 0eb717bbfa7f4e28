//! Runs a sequence on the product and on the model, and compares the answers.

use super::people::{Failure, Project};
use super::providers;
use super::steps::{Call, EMAILS, IDENTIFIERS, IDS, LABELS, NAMES, PASSWORDS, PHONES, PREFS, Step, TARGETS};
use super::views::{Shown, known};
use crate::answer::Answer;
use crate::app::TestApp;
use crate::request::Request;
use axum::http::Method;
use roster_core::{ProjectId, Scope};
use roster_tests::issuer::Issuer;
use serde_json::{Value, json};

/// The expected answer.
pub enum Expected {
    /// This status and exactly this body.
    Is(u16, Value),
    /// This status and this body; its objects may have further fields.
    Has(u16, Value),
    /// 204 without a body.
    Done,
}

/// Two projects of a sequence, each with its id and API key.
pub struct Pair([(String, String); 2]);

impl Pair {
    pub async fn create((app, issuer): (&TestApp, &Issuer), name: &str) -> Self {
        let project = async |id: String| {
            app.make_project(&id).await;
            let key = app.make_key(&id, &Scope::ALL, None).await;
            issuer.set_up(&app.store, &ProjectId::parse(&id).unwrap(), &app.time.change()).await;
            (id, key)
        };
        Self([project(format!("a-{name}")).await, project(format!("b-{name}")).await])
    }
}

/// One call as a request.
struct Sent {
    method: Method,
    path: String,
    body: Option<Value>,
    /// `None`: with the API key. `Some(None)`: as a guest. `Some(Some(token))`: with this session token.
    as_user: Option<Option<String>>,
}

/// Runs a sequence, then reads all data. Returns the number of answers, or the step of the first wrong answer and its
/// difference.
pub async fn play((app, issuer): (&TestApp, &Issuer), pair: &Pair, steps: &[Step]) -> Result<usize, (usize, String)> {
    let mut model = [Project::default(), Project::default()];
    for (at, step) in steps.iter().enumerate() {
        let project = &mut model[step.project];
        let credentials = &pair.0[step.project];
        let answer = match providers::sign_in((app, issuer), credentials, step).await {
            Some(answer) => answer,
            None => request(app, credentials, step.is_v1, &sent(step, project)).send().await,
        };
        let now = app.time.now().as_millis();
        let expected = super::rules::apply(project, step, &answer, now);
        compare(&expected, &answer, step.is_v1).map_err(|why| (at, format!("{step:?}: {why}")))?;
    }
    let mut answers = steps.len();
    for (project, credentials) in model.iter_mut().zip(&pair.0) {
        for (number, call) in everything(project).into_iter().enumerate() {
            let step = Step { project: 0, is_v1: (number + steps.len()).is_multiple_of(2), call };
            let answer = request(app, credentials, step.is_v1, &sent(&step, project)).send().await;
            let expected = super::rules::apply(project, &step, &answer, app.time.now().as_millis());
            compare(&expected, &answer, step.is_v1)
                .map_err(|why| (steps.len(), format!("at the end, {step:?}: {why}")))?;
            answers += 1;
        }
    }
    Ok(answers)
}

/// Calls that read all data of a project.
fn everything(project: &Project) -> Vec<Call> {
    let mut calls = vec![Call::List { limit: 100, offset: 0, newest_first: false, cursor: None }, Call::Identities];
    for user in 0..IDS.len() {
        calls.extend([
            Call::Get(user),
            Call::GetPrefs(user),
            Call::Sessions(user),
            Call::Targets(user),
            Call::Logs { user, limit: 100, offset: 0 },
        ]);
    }
    calls.extend((0..project.sessions.len()).map(Call::Account));
    calls
}

fn request<'a>(app: &'a TestApp, (project, key): &(String, String), is_v1: bool, sent: &Sent) -> Request<'a> {
    let mut request = app.request(sent.method.clone(), &sent.path).project(project);
    request = request.format(if is_v1 { "1.9.6" } else { "0.15.0" });
    if let Some(body) = &sent.body {
        request = request.json(body.clone());
    }
    match &sent.as_user {
        None => request.secret(key),
        Some(None) => request,
        Some(Some(token)) => request.header("x-appwrite-session", token),
    }
}

fn sent(step: &Step, project: &Project) -> Sent {
    let with = |method: Method, path: String, body: Value| {
        let body = Some(body).filter(|body| !body.is_null());
        Sent { method, path, body, as_user: None }
    };
    let field =
        |user: usize, path: &str, body: Value| with(Method::PATCH, format!("/v1/users/{}/{path}", IDS[user]), body);
    let of =
        |method: Method, user: usize, path: String| with(method, format!("/v1/users/{}{path}", IDS[user]), Value::Null);
    let text = |list: &[&str], place: &Option<usize>| json!(place.map_or("", |place| list[place]));
    match &step.call {
        Call::Create { id, email, phone, name, password } => {
            let mut body = json!({ "userId": IDS[*id] });
            for (field, list, place) in
                [("email", &EMAILS[..], email), ("phone", &PHONES, phone), ("password", &PASSWORDS, password)]
            {
                if let Some(place) = place {
                    body[field] = json!(list[*place]);
                }
            }
            if !NAMES[*name].is_empty() {
                body["name"] = json!(NAMES[*name]);
            }
            with(Method::POST, "/v1/users".to_owned(), body)
        }
        Call::Get(user) => of(Method::GET, *user, String::new()),
        Call::Delete(user) => of(Method::DELETE, *user, String::new()),
        Call::SetEmail(user, email) => field(*user, "email", json!({ "email": text(&EMAILS, email) })),
        Call::SetPhone(user, phone) => field(*user, "phone", json!({ "number": text(&PHONES, phone) })),
        Call::SetName(user, name) => field(*user, "name", json!({ "name": NAMES[*name] })),
        Call::SetPassword(user, password) => {
            field(*user, "password", json!({ "password": text(&PASSWORDS, password) }))
        }
        Call::SetStatus(user, status) => field(*user, "status", json!({ "status": status })),
        Call::VerifyEmail(user, is) => field(*user, "verification", json!({ "emailVerification": is })),
        Call::VerifyPhone(user, is) => field(*user, "verification/phone", json!({ "phoneVerification": is })),
        Call::SetMfa(user, mfa) => field(*user, "mfa", json!({ "mfa": mfa })),
        Call::SetImpersonator(user, may) => field(*user, "impersonator", json!({ "impersonator": may })),
        Call::SetLabels(user, labels) => {
            with(Method::PUT, format!("/v1/users/{}/labels", IDS[*user]), json!({ "labels": LABELS[*labels] }))
        }
        Call::GetPrefs(user) => of(Method::GET, *user, "/prefs".to_owned()),
        Call::SetPrefs(user, prefs) => {
            let prefs: Value = serde_json::from_str(PREFS[*prefs]).unwrap();
            field(*user, "prefs", json!({ "prefs": prefs }))
        }
        Call::Begin(user) => of(Method::POST, *user, "/sessions".to_owned()),
        Call::SignIn { email, password } => {
            let body = json!({ "email": EMAILS[*email], "password": PASSWORDS[*password] });
            Sent { as_user: Some(None), ..with(Method::POST, "/v1/account/sessions/email".to_owned(), body) }
        }
        Call::SignInAtProvider { .. } => unreachable!("a sign-in at the provider takes several requests"),
        Call::Identities => with(Method::GET, "/v1/users/identities".to_owned(), Value::Null),
        Call::Unlink(place) => with(
            Method::DELETE,
            format!("/v1/users/identities/{}", providers::identity_of(project, *place)),
            Value::Null,
        ),
        Call::Sessions(user) => of(Method::GET, *user, "/sessions".to_owned()),
        Call::End(user, session) => of(Method::DELETE, *user, format!("/sessions/{}", session_of(project, *session))),
        Call::EndAll(user) => of(Method::DELETE, *user, "/sessions".to_owned()),
        Call::Account(session) => as_user(project, *session, Method::GET, "/v1/account"),
        Call::SignOut(session) => as_user(project, *session, Method::DELETE, "/v1/account/sessions/current"),
        Call::AddTarget { user, target, identifier } => {
            let (kind, identifier) = IDENTIFIERS[*identifier];
            let body = json!({ "targetId": TARGETS[*target], "providerType": kind, "identifier": identifier });
            with(Method::POST, format!("/v1/users/{}/targets", IDS[*user]), body)
        }
        Call::Target(user, target) => of(Method::GET, *user, format!("/targets/{}", TARGETS[*target])),
        Call::MoveTarget { user, target, identifier } => {
            field(*user, &format!("targets/{}", TARGETS[*target]), json!({ "identifier": IDENTIFIERS[*identifier].1 }))
        }
        Call::DropTarget(user, target) => of(Method::DELETE, *user, format!("/targets/{}", TARGETS[*target])),
        Call::Targets(user) => of(Method::GET, *user, "/targets".to_owned()),
        Call::Logs { .. } | Call::List { .. } | Call::Search(_) | Call::Filter(_) => {
            with(Method::GET, super::lists::path_of(step), Value::Null)
        }
    }
}

/// The id of a session, or an unknown id.
pub fn session_of(project: &Project, place: usize) -> String {
    project.sessions.get(place).map_or_else(|| "nope".to_owned(), |(id, _)| id.clone())
}

fn as_user(project: &Project, place: usize, method: Method, path: &str) -> Sent {
    let token = project.sessions.get(place).map_or("nobody", |(_, token)| token).to_owned();
    Sent { method, path: path.to_owned(), body: None, as_user: Some(Some(token)) }
}

fn compare(expected: &Result<Expected, Failure>, answer: &Answer, is_v1: bool) -> Result<(), String> {
    let answered = || format!("the answer is {} {}", answer.status.as_u16(), answer.text());
    let status = answer.status.as_u16();
    match expected {
        Err(Failure(code, kind)) => {
            // The status for blocked users is 403 since 1.9.
            let code = if *kind == "user_blocked" && is_v1 { 403 } else { *code };
            let is_equal = status == code && answer.body()["type"] == *kind;
            if is_equal { Ok(()) } else { Err(format!("{} instead of {code} {kind}", answered())) }
        }
        Ok(Expected::Done) if (status, answer.text()) == (204, "") => Ok(()),
        Ok(Expected::Done) => Err(format!("{} instead of 204", answered())),
        Ok(Expected::Is(code, body)) => {
            let is_equal = status == *code && known(answer.body()) == *body;
            if is_equal { Ok(()) } else { Err(format!("{} instead of {code} {body}", answered())) }
        }
        Ok(Expected::Has(code, body)) => {
            let is_equal = status == *code && has(&answer.body(), body);
            if is_equal { Ok(()) } else { Err(format!("{} instead of {code} with {body}", answered())) }
        }
    }
}

/// Whether an answer has all expected fields.
fn has(answered: &Value, expected: &Value) -> bool {
    match (answered, expected) {
        (Value::Object(answered), Value::Object(expected)) => {
            expected.iter().all(|(name, value)| answered.get(name).is_some_and(|own| has(own, value)))
        }
        (Value::Array(answered), Value::Array(expected)) => {
            answered.len() == expected.len() && answered.iter().zip(expected).all(|(own, value)| has(own, value))
        }
        (answered, expected) => answered == expected,
    }
}

/// The expected answer with a single user.
pub fn alone(project: &Project, id: &str, is_v1: bool, status: u16) -> Result<Expected, Failure> {
    Ok(Expected::Is(status, project.find(id)?.view(is_v1, Shown::Alone)))
}
