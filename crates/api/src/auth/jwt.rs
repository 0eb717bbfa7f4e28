//! JSON web tokens: a session lent to a server, signed with the project's key.

use crate::answers::dialect::Dialect;
use crate::app::App;
use crate::auth::caller::AuthedCaller;
use crate::auth::jwt_provider::{signing_key, verifying_key};
use jsonwebtoken::{Algorithm, Header, Validation, decode, encode};
use roster_core::{Error, Project, Result, SessionId, Timestamp, User, UserId};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Default lifetime of a token (source: docs/reference/appwrite/account.md#jwts).
pub(crate) const LIFETIME: Duration = Duration::from_mins(15);
/// How long after its end a token is still accepted in 0.15, since clocks differ (source:
/// docs/reference/appwrite/account.md#jwts).
const LEEWAY: Duration = Duration::from_secs(10);

/// As [`LEEWAY`], in this dialect: none since 1.0 (source: docs/reference/appwrite/account.md#jwts).
pub(crate) fn leeway(dialect: Dialect) -> Duration {
    if dialect.is_v1() { Duration::ZERO } else { LEEWAY }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Claims {
    user_id: String,
    session_id: String,
    /// When the user was created: a later user of the same id is another.
    #[serde(default)]
    born: u64,
    exp: u64,
}

/// Signs a token that lends a user, by one of his sessions or by none, until then.
///
/// # Errors
/// [`Error::Internal`] when it cannot be signed.
pub(crate) fn sign(project: &Project, user: &User, session: Option<&SessionId>, until: Timestamp) -> Result<String> {
    let claims = Claims {
        user_id: user.id.to_string(),
        session_id: session.map(ToString::to_string).unwrap_or_default(),
        born: user.created_at.as_millis(),
        exp: until.as_secs(),
    };
    let signed = signing_key(&project.jwt_key).and_then(|key| encode(&Header::new(Algorithm::HS256), &claims, &key));
    signed.map_err(|_| Error::internal("a JWT could not be signed"))
}

impl App {
    /// Signs a JWT that lends a user for so long, by one of his sessions or by none.
    ///
    /// # Errors
    /// When it cannot be signed.
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

/// Whom a token lends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Lent {
    /// The user.
    pub(crate) user: UserId,
    /// By which session; by none, the user must have been created at `born`.
    pub(crate) session: Option<SessionId>,
    pub(crate) born: Timestamp,
}

/// Whom a token of this project lends, that may be too late by so much.
///
/// # Errors
/// [`Error::JwtInvalid`].
pub(crate) fn verify(project: &Project, token: &str, now: Timestamp, leeway: Duration) -> Result<Lent> {
    let mut rules = Validation::new(Algorithm::HS256);
    // The clock is ours: the library's own cannot be decided by tests.
    rules.validate_exp = false;
    let read = verifying_key(&project.jwt_key).and_then(|key| decode::<Claims>(token, &key, &rules));
    let claims = read.map_err(|_| Error::JwtInvalid)?.claims;
    if Timestamp::from_secs(claims.exp).after(leeway) <= now {
        return Err(Error::JwtInvalid);
    }
    let user = UserId::parse(&claims.user_id).map_err(|_| Error::JwtInvalid)?;
    let named = Some(claims.session_id).filter(|id| !id.is_empty());
    let session = named.map(|id| SessionId::parse(&id).map_err(|_| Error::JwtInvalid)).transpose()?;
    Ok(Lent { user, session, born: Timestamp::from_millis(claims.born) })
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
    fn a_token_is_good_for_its_time_in_its_project() {
        for id in [Some("s"), None] {
            let token = signed(id);
            let lent = verify(&project("k"), &token, NOW.after(LIFETIME), LEEWAY).unwrap();
            let session = id.map(|id| SessionId::parse(id).unwrap());
            assert_eq!(lent, Lent { user: user().id, session, born: NOW });
            assert!(verify(&project("k"), &token, NOW.after(LIFETIME + LEEWAY), LEEWAY).is_err());
            assert!(verify(&project("k"), &token, NOW.after(LIFETIME), Duration::ZERO).is_err());
            assert!(verify(&project("other"), &token, NOW, LEEWAY).is_err());
        }
    }

    #[test]
    fn a_token_without_a_signature_is_none() {
        let unsigned = "eyJhbGciOiJub25lIn0.eyJ1c2VySWQiOiJ1Iiwic2Vzc2lvbklkIjoicyIsImV4cCI6OTk5OTk5OTk5OX0.";
        for bad in ["", "a.b.c", unsigned] {
            assert!(matches!(verify(&project("k"), bad, NOW, LEEWAY), Err(Error::JwtInvalid)), "{bad}");
        }
    }
}
