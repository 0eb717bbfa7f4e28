//! JSON web tokens with which a server calls as a user, signed with the project's key.

use crate::answers::dialect::Dialect;
use crate::app::App;
use crate::auth::caller::AuthedCaller;
use crate::auth::jwt_provider::{signing_key, verifying_key};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jsonwebtoken::{Algorithm, Header, Validation, decode, encode};
use roster_core::{Error, JwtFault, Project, Result, SessionId, Timestamp, User, UserId};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The default lifetime of a token (source: docs/reference/appwrite/account.md#jwts).
pub(crate) const LIFETIME: Duration = Duration::from_mins(15);
/// The time for which an expired token is still accepted in 0.15, because clocks differ (source:
/// docs/reference/appwrite/account.md#jwts).
const LEEWAY: Duration = Duration::from_secs(10);

/// The leeway of a dialect: zero since 1.0 (source: docs/reference/appwrite/account.md#jwts).
pub(crate) fn leeway(dialect: Dialect) -> Duration {
    if dialect.is_v1() { Duration::ZERO } else { LEEWAY }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Claims {
    user_id: String,
    session_id: String,
    /// When the user was created, in milliseconds: so that the token of a deleted user is not valid for a later user
    /// with the same id.
    #[serde(default, rename = "born")]
    user_created_at: u64,
    exp: u64,
}

/// Signs a token for a user, with or without a session of theirs, that expires at `until`.
///
/// # Errors
/// [`Error::Internal`] when it cannot be signed.
pub(crate) fn sign(project: &Project, user: &User, session: Option<&SessionId>, until: Timestamp) -> Result<String> {
    let claims = Claims {
        user_id: user.id.to_string(),
        session_id: session.map(ToString::to_string).unwrap_or_default(),
        user_created_at: user.created_at.as_millis(),
        exp: until.as_secs(),
    };
    let signed = signing_key(&project.jwt_key).and_then(|key| encode(&Header::new(Algorithm::HS256), &claims, &key));
    signed.map_err(|_| Error::internal("a JWT could not be signed"))
}

impl App {
    /// Signs a JWT for a user, with or without a session of theirs.
    ///
    /// # Errors
    /// [`Error::Internal`] when it cannot be signed.
    pub fn sign_jwt(
        &self,
        caller: &AuthedCaller,
        user: &User,
        session: Option<&SessionId>,
        lifetime: Duration,
    ) -> Result<String> {
        sign(caller.project(), user, session, self.now().after(lifetime))
    }
}

/// The subject of a verified token.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct JwtSubject {
    /// The user.
    pub(crate) user: UserId,
    /// The session, which must still exist. For a token without one, the user must have been created at
    /// `user_created_at`.
    pub(crate) session: Option<SessionId>,
    pub(crate) user_created_at: Timestamp,
}

/// Verifies a token of this project, which may have expired up to `leeway` ago.
///
/// # Errors
/// [`Error::JwtInvalid`] for any other token, with its first fault.
pub(crate) fn verify(project: &Project, token: &str, now: Timestamp, leeway: Duration) -> Result<JwtSubject> {
    check_header(token).map_err(Error::JwtInvalid)?;
    let forged = || Error::JwtInvalid(JwtFault::Signature);
    let mut rules = Validation::new(Algorithm::HS256);
    // The clock is an argument, which the library does not support.
    rules.validate_exp = false;
    let read = verifying_key(&project.jwt_key).and_then(|key| decode::<Claims>(token, &key, &rules));
    let claims = read.map_err(|_| forged())?.claims;
    if Timestamp::from_secs(claims.exp).after(leeway) <= now {
        return Err(Error::JwtInvalid(JwtFault::Expired));
    }
    let user = UserId::parse(&claims.user_id).map_err(|_| forged())?;
    let named = Some(claims.session_id).filter(|id| !id.is_empty());
    let session = named.map(|id| SessionId::parse(&id).map_err(|_| forged())).transpose()?;
    Ok(JwtSubject { user, session, user_created_at: Timestamp::from_millis(claims.user_created_at) })
}

/// Checks that a token has three parts and that its header names an algorithm that Appwrite's library knows. Whether it
/// is the one of this service is checked with the signature.
fn check_header(token: &str) -> Result<(), JwtFault> {
    let (header, _) = token.split_once('.').filter(|(_, rest)| rest.contains('.')).ok_or(JwtFault::Incomplete)?;
    let json = BASE64.decode(header).map_err(|_| JwtFault::NotJson)?;
    let header: serde_json::Value = serde_json::from_slice(&json).map_err(|_| JwtFault::NotJson)?;
    match header.get("alg").and_then(serde_json::Value::as_str) {
        None | Some("") => Err(JwtFault::NoAlgorithm),
        Some("HS256" | "HS384" | "HS512" | "RS256" | "RS384" | "RS512") => Ok(()),
        Some(_) => Err(JwtFault::UnknownAlgorithm),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_core::{Name, NewUser, ProjectId};

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

    fn project(key: &str) -> Project {
        Project::create(ProjectId::parse("p").unwrap(), Name::default(), key.into(), NOW)
    }

    fn user() -> User {
        let id = UserId::parse("u").unwrap();
        User::create(NewUser { id, email: None, phone: None, name: Name::default(), password: None }, NOW)
    }

    fn signed(session: Option<&str>) -> String {
        let session = session.map(|id| SessionId::parse(id).unwrap());
        sign(&project("k"), &user(), session.as_ref(), NOW.after(LIFETIME)).unwrap()
    }

    #[test]
    fn a_token_is_valid_in_its_project_until_it_expires() {
        for id in [Some("s"), None] {
            let token = signed(id);
            let subject = verify(&project("k"), &token, NOW.after(LIFETIME), LEEWAY).unwrap();
            let session = id.map(|id| SessionId::parse(id).unwrap());
            assert_eq!(subject, JwtSubject { user: user().id, session, user_created_at: NOW });
            assert!(verify(&project("k"), &token, NOW.after(LIFETIME + LEEWAY), LEEWAY).is_err());
            assert!(verify(&project("k"), &token, NOW.after(LIFETIME), Duration::ZERO).is_err());
            assert!(verify(&project("other"), &token, NOW, LEEWAY).is_err());
        }
    }

    #[test]
    fn an_invalid_token_is_rejected_for_its_first_fault() {
        let (token, claims) = (signed(None), "eyJ1c2VySWQiOiJ1Iiwic2Vzc2lvbklkIjoicyIsImV4cCI6OTk5OTk5OTk5OX0");
        let with = |header: &str| format!("{}.{claims}.c2lnbmF0dXJl", BASE64.encode(header));
        let (signed, _) = token.rsplit_once('.').unwrap();
        for (invalid, fault) in [
            (String::new(), JwtFault::Incomplete),
            ("x".to_owned(), JwtFault::Incomplete),
            (signed.to_owned(), JwtFault::Incomplete),
            ("a.b.c".to_owned(), JwtFault::NotJson),
            (with("{"), JwtFault::NotJson),
            (format!("Bearer {token}"), JwtFault::NotJson),
            (with("{}"), JwtFault::NoAlgorithm),
            (with("[\"HS256\"]"), JwtFault::NoAlgorithm),
            (with(r#"{"alg":""}"#), JwtFault::NoAlgorithm),
            (with(r#"{"alg":"none"}"#), JwtFault::UnknownAlgorithm),
            (with(r#"{"alg":"HS256"}"#), JwtFault::Signature),
            (with(r#"{"alg":"RS512"}"#), JwtFault::Signature),
            (format!("{signed}."), JwtFault::Signature),
            (format!("{token}.x"), JwtFault::Signature),
        ] {
            let answer = verify(&project("k"), &invalid, NOW, LEEWAY);
            assert!(matches!(answer, Err(Error::JwtInvalid(found)) if found == fault), "{invalid}: {answer:?}");
        }
        let late = verify(&project("k"), &token, NOW.after(LIFETIME + LEEWAY), LEEWAY);
        assert!(matches!(late, Err(Error::JwtInvalid(JwtFault::Expired))), "{late:?}");
    }
}
