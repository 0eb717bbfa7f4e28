//! Passing a challenge: it is deleted, its code is used up, and the session of the call gets the factor, in one transaction.

use crate::Store;
use crate::factors::authenticators::Authenticator;
use crate::factors::challenges;
use crate::factors::recovery_codes::StoredCodes;
use crate::sessions::sign_in::SignedIn;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::item::text;
use crate::table::keys;
use crate::table::transaction::{OnConditionFailed, Transaction};
use aws_sdk_dynamodb::types::AttributeValue;
use roster_core::{
    Challenge, ChallengeId, Change, Email, Error, Event, Factor, Phone, ProjectId, RecoveryCodes, Result, Session,
    SessionId, Timestamp, TotpStep, Ulid, UserId,
};

/// A challenge of a signed-in user, with what its code is compared with.
#[derive(Debug, Clone)]
pub struct OpenChallenge {
    /// The challenge.
    pub challenge: Challenge,
    /// The authenticator, if the user has a verified one.
    pub authenticator: Option<Authenticator>,
    codes: Option<StoredCodes>,
    session: SessionId,
    cid: Ulid,
}

/// The proof that a challenge was passed.
#[derive(Debug)]
pub enum Passed {
    /// The code that was sent.
    Sent,
    /// The code of this step of the authenticator.
    Totp(TotpStep),
    /// A recovery code; holds those that are left.
    RecoveryCode(RecoveryCodes),
}

const INVALID: OnConditionFailed = OnConditionFailed::Because(|| Error::CodeInvalid);

impl Store {
    /// Finds a challenge of a signed-in user that can be passed: one round trip.
    ///
    /// # Errors
    /// [`Error::SessionNotFound`] without a session, [`Error::CodeInvalid`] when there is no such challenge, or it has expired.
    pub async fn find_challenge(
        &self,
        project: &ProjectId,
        signed_in: &SignedIn,
        id: &ChallengeId,
        now: Timestamp,
    ) -> Result<OpenChallenge> {
        let session = signed_in.session.as_ref().ok_or(Error::SessionNotFound)?.id.clone();
        let (user, cid) = (&signed_in.user.id, signed_in.cid);
        let (challenge, authenticator) =
            (keys::challenge(project, user, cid, id), keys::authenticator(project, user, cid));
        let codes = keys::recovery_codes(project, user, cid);
        let wanted = [challenge.clone(), authenticator.clone(), codes.clone()];
        let mut found = self.read_many(&wanted, Consistency::Strong).await?;
        let challenge = challenges::from_item(found.remove(&challenge).ok_or(Error::CodeInvalid)?, user)?;
        if challenge.is_expired(now) {
            return Err(Error::CodeInvalid);
        }
        let authenticator = found.remove(&authenticator).map(Authenticator::from_item).transpose()?;
        Ok(OpenChallenge {
            challenge,
            authenticator: authenticator.filter(|authenticator| authenticator.is_verified),
            codes: found.remove(&codes).map(StoredCodes::from_item).transpose()?,
            session,
            cid,
        })
    }

    /// Adds the factor of a challenge that was passed to the session of the call. Returns the session.
    ///
    /// # Errors
    /// [`Error::CodeInvalid`] when the challenge or its code was used meanwhile, or the email or phone to which it was sent is no
    /// longer the user's; [`Error::SessionNotFound`] when the session has ended, [`Error::UserNotFound`].
    pub async fn pass_challenge(
        &self,
        project: &ProjectId,
        signed_in: &SignedIn,
        (open, passed): (&OpenChallenge, &Passed),
        change: &Change,
    ) -> Result<Session> {
        let (user, challenge) = (&signed_in.user.id, &open.challenge);
        self.optimistic(change.id, |writes| async move {
            let (record, session) = self.read_with_session(project, signed_in, &open.session, change).await?;
            let after = session.with([challenge.factor], true, change);
            let line = self.log_line(project, (user, open.cid), &Event::PassChallenge(challenge.id.clone()), change)?;
            let passing =
                writes.check(&keys::user(project, user), &still_has(signed_in, challenge, open.cid), INVALID)?;
            let passing = session.write(passing, project, &record, &after)?;
            let key = keys::challenge(project, user, open.cid, &challenge.id);
            let passing = passing.delete_if(&key, &Condition::present(), INVALID)?;
            open.use_up(passing, project, user, (passed, change))?.record(line)?.run().await?;
            Ok(after)
        })
        .await
    }
}

impl OpenChallenge {
    /// The recovery codes that are left when this one was used; `None` if it is none of them.
    #[must_use]
    pub fn without_recovery_code(&self, code: &str) -> Option<RecoveryCodes> {
        self.codes.as_ref().and_then(|stored| stored.codes.without(code))
    }

    /// The incarnation of the user: what was encrypted for them is bound to it.
    #[must_use]
    pub fn incarnation(&self) -> Ulid {
        self.cid
    }

    fn use_up<'a>(
        &self,
        writes: Transaction<'a>,
        project: &ProjectId,
        user: &UserId,
        (passed, change): (&Passed, &Change),
    ) -> Result<Transaction<'a>> {
        match (passed, &self.authenticator, &self.codes) {
            (Passed::Sent, ..) => Ok(writes),
            (Passed::Totp(step), Some(authenticator), _) => {
                authenticator.use_up(writes, project, (user, self.cid), (*step, change))
            }
            (Passed::RecoveryCode(left), _, Some(stored)) => {
                stored.replace(writes, project, (user, self.cid), (left, change))
            }
            _ => Err(Error::CodeInvalid),
        }
    }
}

/// The user is the same, with the email or phone to which the code was sent, still verified.
fn still_has(signed_in: &SignedIn, challenge: &Challenge, cid: Ulid) -> Condition {
    let user = &signed_in.user;
    let same = Condition::equal("cid", text(cid.to_string()));
    let verified = AttributeValue::Bool(true);
    match challenge.factor {
        Factor::Email => {
            same.and_equal("em", text(user.email.as_ref().map_or("", Email::as_str))).and_equal("ev", verified)
        }
        Factor::Phone => {
            same.and_equal("ph", text(user.phone.as_ref().map_or("", Phone::as_str))).and_equal("pv", verified)
        }
        _ => same,
    }
}
