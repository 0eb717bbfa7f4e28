//! The effect of a call on the model, and its expected answer.

use super::lists;
use super::people::{Failure, INVALID, NO_TARGET, Person, Project, Way};
use super::play::{Expected, alone, session_of};
use super::providers;
use super::steps::{Call, EMAILS, IDS, LABELS, NAMES, PASSWORDS, PHONES, PREFS, Step, TARGETS};
use super::views::Shown;
use crate::answer::Answer;
use serde_json::{Value, json};

/// A change of a user.
type Change = Box<dyn FnOnce(&mut Person)>;

pub const BLOCKED: Failure = Failure(401, "user_blocked");
const WRONG_PASSWORD: Failure = Failure(401, "user_invalid_credentials");
const GUEST: Failure = Failure(401, "general_unauthorized_scope");
const LACKS_A_FACTOR: Failure = Failure(401, "user_more_factors_required");

/// Applies the call to the model. Generated values, such as ids of sessions, are read from the answer of the product.
pub fn apply(project: &mut Project, step: &Step, answer: &Answer, at: u64) -> Result<Expected, Failure> {
    let is_v1 = step.is_v1;
    match &step.call {
        Call::Create { .. } => create(project, step, at),
        Call::Get(user) => alone(project, IDS[*user], is_v1, 200),
        Call::Delete(user) => {
            let id = project.find(IDS[*user])?.id.clone();
            project.people.retain(|person| person.id != id);
            project.identities.retain(|identity| identity.user != id);
            Ok(Expected::Done)
        }
        Call::GetPrefs(user) => Ok(Expected::Is(200, project.find(IDS[*user])?.prefs())),
        Call::SetPrefs(user, prefs) => {
            let prefs = Some(PREFS[*prefs]).filter(|prefs| prefs.starts_with('{')).ok_or(INVALID)?;
            let person = project.find_mut(IDS[*user])?;
            person.change("update.prefs", at, |person| person.prefs = prefs.to_owned());
            Ok(Expected::Is(200, person.prefs()))
        }
        Call::Begin(user) => create_session(project, IDS[*user], Way::Server, is_v1, answer, at),
        Call::SignIn { email, password } => sign_in(project, *email, *password, is_v1, answer, at),
        Call::Sessions(user) => {
            let person = project.find(IDS[*user])?;
            let shown: Vec<Value> = person.sessions.iter().map(|session| person.session(is_v1, session)).collect();
            Ok(Expected::Has(200, json!({ "total": shown.len(), "sessions": shown })))
        }
        Call::End(user, session) => {
            let session = session_of(project, *session);
            project.delete_session(IDS[*user], &session, false, at)?;
            Ok(Expected::Done)
        }
        Call::EndAll(user) => {
            let person = project.find_mut(IDS[*user])?;
            person.sessions.clear();
            person.note("sessions.delete", false, at);
            Ok(Expected::Done)
        }
        Call::Account(session) => {
            let person = authenticated(project, *session)?;
            note_access(person, is_v1, at);
            Ok(Expected::Is(200, person.view(is_v1, Shown::Own)))
        }
        Call::SignOut(session) => {
            let person = authenticated(project, *session)?;
            note_access(person, is_v1, at);
            let (user, session) = (person.id.clone(), session_of(project, *session));
            project.delete_session(&user, &session, true, at)?;
            Ok(Expected::Done)
        }
        Call::AddTarget { .. }
        | Call::Target(..)
        | Call::MoveTarget { .. }
        | Call::DropTarget(..)
        | Call::Targets(_) => of_targets(project, step, at),
        Call::SignInAtProvider { .. } | Call::Identities | Call::Unlink(_) => {
            providers::apply(project, step, answer, at)
        }
        Call::Logs { .. } | Call::List { .. } | Call::Search(_) | Call::Filter(_) => lists::apply(project, step),
        _ => change(project, step, at),
    }
}

fn email_of(place: usize) -> Result<String, Failure> {
    Some(EMAILS[place]).filter(|email| email.contains('@')).map(str::to_ascii_lowercase).ok_or(INVALID)
}

fn phone_of(place: usize) -> Result<String, Failure> {
    Some(PHONES[place]).filter(|phone| phone.starts_with('+')).map(str::to_owned).ok_or(INVALID)
}

fn password_of(place: usize) -> Result<String, Failure> {
    Some(PASSWORDS[place]).filter(|password| password.len() >= 8).map(str::to_owned).ok_or(INVALID)
}

/// Creates a user. In 0.15 email and password are required, and there is no phone.
fn create(project: &mut Project, step: &Step, at: u64) -> Result<Expected, Failure> {
    let Call::Create { id, email, phone, name, password } = &step.call else { unreachable!("a creation") };
    let (id, phone) = (IDS[*id], phone.filter(|_| step.is_v1));
    if !step.is_v1 && (email.is_none() || password.is_none()) {
        return Err(INVALID);
    }
    let mut person = Person::new(id, at);
    person.email = email.map(email_of).transpose()?;
    person.phone = phone.map(phone_of).transpose()?;
    person.password = password.map(password_of).transpose()?;
    person.password_updated_at = person.password.as_ref().map(|_| at);
    person.name = NAMES[*name].to_owned();
    let email_taken = person.email.as_ref().is_some_and(|email| project.email_is_taken(email, id));
    let phone_taken = person.phone.as_ref().is_some_and(|phone| project.phone_is_taken(phone, id));
    if project.find(id).is_ok() || email_taken || phone_taken {
        return Err(Failure(409, "user_already_exists"));
    }
    person.note("create", false, at);
    project.people.push(person);
    alone(project, id, step.is_v1, 201)
}

/// Changes one field; the answer is the user.
fn change(project: &mut Project, step: &Step, at: u64) -> Result<Expected, Failure> {
    let is_v1 = step.is_v1;
    // An empty text counts as missing in 0.15, and removes the value since 1.0.
    let emptied = || if is_v1 { Ok(()) } else { Err(INVALID) };
    let (user, event, change): (usize, &str, Change) = match step.call {
        Call::SetEmail(user, email) => {
            let email = if let Some(place) = email { Some(email_of(place)?) } else { emptied().map(|()| None)? };
            project.find(IDS[user])?;
            if email.as_ref().is_some_and(|email| project.email_is_taken(email, IDS[user])) {
                return Err(Failure(409, "user_email_already_exists"));
            }
            (user, "update.email", Box::new(|person| (person.email, person.email_verified) = (email, false)))
        }
        Call::SetPhone(user, phone) => {
            let phone = if let Some(place) = phone { Some(phone_of(place)?) } else { emptied().map(|()| None)? };
            project.find(IDS[user])?;
            if phone.as_ref().is_some_and(|phone| project.phone_is_taken(phone, IDS[user])) {
                return Err(Failure(
                    409,
                    if is_v1 { "user_target_already_exists" } else { "user_phone_already_exists" },
                ));
            }
            (user, "update.phone", Box::new(|person| (person.phone, person.phone_verified) = (phone, false)))
        }
        Call::SetName(user, name) => {
            if NAMES[name].is_empty() {
                emptied()?;
            }
            (user, "update.name", Box::new(move |person| person.name = NAMES[name].to_owned()))
        }
        Call::SetPassword(user, password) => {
            let password =
                if let Some(place) = password { Some(password_of(place)?) } else { emptied().map(|()| None)? };
            let set = move |person: &mut Person| {
                (person.password, person.password_updated_at) = (password, Some(at));
                if is_v1 {
                    person.sessions.clear();
                }
            };
            (user, "update.password", Box::new(set))
        }
        Call::SetStatus(user, status) => (user, "update.status", Box::new(move |person| person.status = status)),
        Call::VerifyEmail(user, is) => {
            (user, "update.verification", Box::new(move |person| person.email_verified = is))
        }
        Call::VerifyPhone(user, is) => {
            (user, "update.verification", Box::new(move |person| person.phone_verified = is))
        }
        Call::SetMfa(user, mfa) => (user, "update.mfa", Box::new(move |person| person.mfa = mfa)),
        Call::SetImpersonator(user, may) => {
            (user, "update.impersonator", Box::new(move |person| person.impersonator = may))
        }
        Call::SetLabels(user, labels) => {
            if LABELS[labels].contains(&"no label") {
                return Err(INVALID);
            }
            let mut unique: Vec<String> = Vec::new();
            for label in LABELS[labels] {
                if !unique.iter().any(|known| known == label) {
                    unique.push((*label).to_owned());
                }
            }
            (user, "update.labels", Box::new(move |person| person.labels = unique))
        }
        ref other => unreachable!("a change of one field: {other:?}"),
    };
    project.find_mut(IDS[user])?.change(event, at, change);
    alone(project, IDS[user], is_v1, 200)
}

/// Creates a session; its id and token are read from the answer.
fn create_session(
    project: &mut Project,
    user: &str,
    way: Way,
    is_v1: bool,
    answer: &Answer,
    at: u64,
) -> Result<Expected, Failure> {
    if !project.find(user)?.status {
        return Err(BLOCKED);
    }
    let is_own = !matches!(way, Way::Server);
    let token = match is_own {
        false => answer.body()["secret"].clone(),
        true => answer.header("x-fallback-cookies").map_or(Value::Null, |cookies| {
            let cookies: Value = serde_json::from_str(cookies).unwrap();
            cookies.as_object().and_then(|cookies| cookies.values().next().cloned()).unwrap_or_default()
        }),
    };
    let text = |value: &Value| value.as_str().unwrap_or("missing in the answer").to_owned();
    let new = project.create_session(user, (text(&answer.body()["$id"]), text(&token)), way, at)?;
    let mut shown = project.find(user)?.session(is_v1, &new);
    shown["current"] = json!(is_own);
    Ok(Expected::Has(201, shown))
}

fn sign_in(
    project: &mut Project,
    email: usize,
    password: usize,
    is_v1: bool,
    answer: &Answer,
    at: u64,
) -> Result<Expected, Failure> {
    let email = email_of(email)?;
    // A password that is too short is invalid for every email.
    let password = password_of(password)?;
    let person = project.people.iter().find(|person| person.email.as_ref() == Some(&email)).ok_or(WRONG_PASSWORD)?;
    if person.password.as_ref() != Some(&password) {
        return Err(WRONG_PASSWORD);
    }
    let id = person.id.clone();
    let created = create_session(project, &id, Way::Email(email), is_v1, answer, at)?;
    note_access(project.find_mut(&id)?, is_v1, at);
    Ok(created)
}

/// The user of a session, if the user is neither blocked nor lacks a second factor.
fn authenticated(project: &mut Project, session: usize) -> Result<&mut Person, Failure> {
    let person = project.user_of(session).ok_or(GUEST)?;
    match person {
        person if !person.status => Err(BLOCKED),
        person if person.mfa && person.has_another_factor() => Err(LACKS_A_FACTOR),
        person => Ok(person),
    }
}

/// Notes the time of access of callers of 1.x. The product does it once a day; a sequence takes less than a day.
pub fn note_access(person: &mut Person, is_v1: bool, at: u64) {
    if is_v1 && person.accessed_at.is_none() {
        person.accessed_at = Some(at);
    }
}

fn of_targets(project: &mut Project, step: &Step, at: u64) -> Result<Expected, Failure> {
    match step.call {
        Call::AddTarget { user, target, identifier } => {
            let new = project.add_target(IDS[user], target, identifier, at)?;
            Ok(Expected::Is(201, project.find(IDS[user])?.target(&new)))
        }
        Call::Target(user, target) => {
            let person = project.find(IDS[user])?;
            let found = person.targets.iter().find(|known| known.id == TARGETS[target]).ok_or(NO_TARGET)?;
            Ok(Expected::Is(200, person.target(found)))
        }
        Call::MoveTarget { user, target, identifier } => {
            let updated = project.update_target(IDS[user], target, identifier, at)?;
            Ok(Expected::Is(200, project.find(IDS[user])?.target(&updated)))
        }
        Call::DropTarget(user, target) => {
            project.delete_target(IDS[user], target, at)?;
            Ok(Expected::Done)
        }
        Call::Targets(user) => {
            let targets = project.find(IDS[user])?.targets();
            Ok(Expected::Is(200, json!({ "total": targets.len(), "targets": targets })))
        }
        ref other => unreachable!("a call of targets: {other:?}"),
    }
}
