//! Callers of the routes that are about second factors.

use crate::answers::view::Refusal;
use crate::app::App;
use crate::auth::caller::SignedInUser;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use roster_core::{Error, Result, Session, Timestamp};
use roster_store::SignedIn;
use std::time::Duration;

/// How long a challenge that was passed counts as recent (source: docs/reference/appwrite/mfa.md#for-users).
const RECENT: Duration = Duration::from_mins(30);

/// A user who is signed in, and not somebody who acts as them: with the user's factors, the other could act as the user later,
/// and the log would not name them.
pub struct Oneself {
    /// The user.
    pub member: SignedInUser,
    /// The user as the store knows them.
    pub signed_in: SignedIn,
}

/// A user as [`Oneself`], who has passed a challenge in the session of the call recently.
pub struct Challenged(pub Oneself);

impl FromRequestParts<App> for Oneself {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let member = SignedInUser::from_request_parts(parts, app).await?;
        match member.caller.signed_in().cloned() {
            Some(signed_in) if !member.caller.is_impersonator() => Ok(Self { member, signed_in }),
            _ => Err(Error::Unauthorized.into()),
        }
    }
}

impl FromRequestParts<App> for Challenged {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let oneself = Oneself::from_request_parts(parts, app).await?;
        if is_recent(oneself.member.session.as_ref(), app.now()) {
            Ok(Self(oneself))
        } else {
            Err(Error::ChallengeRequired.into())
        }
    }
}

fn is_recent(session: Option<&Session>, now: Timestamp) -> bool {
    let passed = session.and_then(|session| session.challenged_at);
    passed.is_some_and(|at| now <= at.after(RECENT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_core::{Client, Factor, SessionId, UserId};

    fn session(challenged_at: Option<Timestamp>) -> Session {
        let at = Timestamp::default();
        Session {
            id: SessionId::parse("s").unwrap(),
            user: UserId::parse("u").unwrap(),
            provider: "email".into(),
            provider_uid: String::new(),
            ip: String::new(),
            client: Client::default(),
            country_code: "--".into(),
            created_at: at,
            updated_at: at,
            expires_at: at,
            factors: vec![Factor::Password],
            challenged_at,
        }
    }

    #[test]
    fn a_challenge_is_recent_for_half_an_hour() {
        let passed = session(Some(Timestamp::from_secs(1_000)));
        assert!(is_recent(Some(&passed), Timestamp::from_millis(2_800_000)));
        assert!(!is_recent(Some(&passed), Timestamp::from_millis(2_800_001)));
        assert!(
            !is_recent(Some(&session(None)), Timestamp::from_secs(1_000)) && !is_recent(None, Timestamp::default())
        );
    }
}
