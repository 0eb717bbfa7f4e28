//! JSON web tokens: a session lent to a server, signed with the project's key.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use roster_core::{Error, Project, Result, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a token is good (source: the reference, 900 s in 0.15).
const LIFETIME: Duration = Duration::from_mins(15);
/// How much later than its end a token is still taken: clocks differ (source: the reference).
const LEEWAY: Duration = Duration::from_secs(10);

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Claims {
    user_id: String,
    session_id: String,
    exp: u64,
}

/// Signs a token for a session.
///
/// # Errors
/// [`Error::Internal`] when it cannot be signed.
pub(crate) fn sign(project: &Project, user: &UserId, session: &SessionId, now: Timestamp) -> Result<String> {
    let exp = now.after(LIFETIME).as_secs();
    let claims = Claims { user_id: user.to_string(), session_id: session.to_string(), exp };
    let key = EncodingKey::from_secret(project.jwt_key.as_bytes());
    encode(&Header::new(Algorithm::HS256), &claims, &key).map_err(|_| Error::internal("a JWT could not be signed"))
}

/// The user and the session that a token of this project names.
///
/// # Errors
/// [`Error::JwtInvalid`].
pub(crate) fn verify(project: &Project, token: &str, now: Timestamp) -> Result<(UserId, SessionId)> {
    let mut rules = Validation::new(Algorithm::HS256);
    // The clock is ours: the library's own cannot be decided by tests.
    rules.validate_exp = false;
    let key = DecodingKey::from_secret(project.jwt_key.as_bytes());
    let claims = decode::<Claims>(token, &key, &rules).map_err(|_| Error::JwtInvalid)?.claims;
    if Timestamp::from_secs(claims.exp).after(LEEWAY) <= now {
        return Err(Error::JwtInvalid);
    }
    let user = UserId::parse(&claims.user_id).map_err(|_| Error::JwtInvalid)?;
    Ok((user, SessionId::parse(&claims.session_id).map_err(|_| Error::JwtInvalid)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_core::{Name, ProjectId};

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

    fn project(key: &str) -> Project {
        Project::create(ProjectId::parse("p").unwrap(), Name::default(), key.into(), NOW)
    }

    fn signed() -> String {
        sign(&project("k"), &UserId::parse("u").unwrap(), &SessionId::parse("s").unwrap(), NOW).unwrap()
    }

    #[test]
    fn a_token_is_good_for_its_time_in_its_project() {
        let (user, session) = verify(&project("k"), &signed(), NOW.after(LIFETIME)).unwrap();
        assert_eq!((user.as_str(), session.as_str()), ("u", "s"));
        assert!(verify(&project("k"), &signed(), NOW.after(LIFETIME + LEEWAY)).is_err());
        assert!(verify(&project("other"), &signed(), NOW).is_err());
    }

    #[test]
    fn a_token_without_a_signature_is_none() {
        let unsigned = "eyJhbGciOiJub25lIn0.eyJ1c2VySWQiOiJ1Iiwic2Vzc2lvbklkIjoicyIsImV4cCI6OTk5OTk5OTk5OX0.";
        for bad in ["", "a.b.c", unsigned] {
            assert!(matches!(verify(&project("k"), bad, NOW), Err(Error::JwtInvalid)), "{bad}");
        }
    }
}
