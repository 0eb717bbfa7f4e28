//! Challenges of users. They are removed by their time to live, and with the user.

use crate::Store;
use crate::messages::outbox::with_outbox;
use crate::sessions::sign_in::SignedIn;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, text, ulid_text};
use crate::table::keys;
use crate::table::transaction::OnConditionFailed;
use roster_core::{
    Challenge, ChallengeId, Change, Error, Event, Factor, OutboxEntry, ProjectId, Result, SecretHash, SentCode,
    Timestamp, Ulid, UserId,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct ChallengeItem {
    id: String,
    #[serde(with = "ulid_text")]
    uc: Ulid,
    /// The factor.
    fa: String,
    /// The hash of the code that was sent, and of where it was sent to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    h: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    ct: u64,
    exp: u64,
}

impl Store {
    /// Stores a challenge of a signed-in user, with the message that sends its code: both are written, or none.
    ///
    /// # Errors
    /// [`Error::UserNotFound`] when the user was deleted meanwhile.
    pub async fn create_challenge(
        &self,
        project: &ProjectId,
        signed_in: &SignedIn,
        (challenge, message): (&Challenge, Option<&OutboxEntry>),
        change: &Change,
    ) -> Result<()> {
        let (user, cid) = (&challenge.user, signed_in.cid);
        self.optimistic(change.id, |writes| async move {
            let same_user = Condition::equal("cid", text(cid.to_string()));
            let deleted = OnConditionFailed::Because(|| Error::UserNotFound);
            let line = self.log_line(project, (user, cid), &Event::CreateChallenge(challenge.id.clone()), change)?;
            let mut made = writes
                .check(&keys::user(project, user), &same_user, deleted)?
                .put(to_item(project, challenge, cid)?)?
                .record(line)?;
            if let Some(message) = message {
                let key = keys::challenge(project, user, cid, &challenge.id);
                made = with_outbox(made, project, (user, cid), (message, Some((&key, challenge.id.as_str()))))?;
            }
            made.run().await?;
            Ok(())
        })
        .await
    }

    /// Reads a challenge of a user that has not expired: two round trips.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], [`Error::ChallengeNotFound`].
    pub async fn get_challenge(
        &self,
        project: &ProjectId,
        user: &UserId,
        id: &ChallengeId,
        now: Timestamp,
    ) -> Result<Challenge> {
        let record = self.read_user(project, user).await?;
        let key = keys::challenge(project, user, record.cid, id);
        let found = self.read_many(std::slice::from_ref(&key), Consistency::Strong).await?.remove(&key);
        let challenge = from_item(found.ok_or(Error::ChallengeNotFound)?, user)?;
        if challenge.is_expired(now) { Err(Error::ChallengeNotFound) } else { Ok(challenge) }
    }
}

fn to_item(project: &ProjectId, challenge: &Challenge, cid: Ulid) -> Result<Item> {
    let attributes = ChallengeItem {
        id: challenge.id.to_string(),
        uc: cid,
        fa: challenge.factor.as_str().to_owned(),
        h: challenge.sent.as_ref().map(|sent| sent.code.as_str().to_owned()),
        to: challenge.sent.as_ref().map(|sent| sent.to.as_str().to_owned()),
        ct: challenge.created_at.as_millis(),
        exp: challenge.expires_at.as_secs(),
    };
    encode(&keys::challenge(project, &challenge.user, cid, &challenge.id), &attributes)
}

pub(crate) fn from_item(item: Item, user: &UserId) -> Result<Challenge> {
    let broken = || malformed("challenge");
    let stored: ChallengeItem = decode("challenge", item)?;
    let sent = stored
        .h
        .zip(stored.to)
        .map(|(code, to)| SentCode { code: SecretHash::from_stored(code), to: SecretHash::from_stored(to) });
    Ok(Challenge {
        id: ChallengeId::parse(&stored.id).map_err(|_| broken())?,
        user: user.clone(),
        factor: Factor::parse(&stored.fa).ok_or_else(broken)?,
        sent,
        created_at: Timestamp::from_millis(stored.ct),
        expires_at: Timestamp::from_secs(stored.exp),
    })
}
