//! Sign-in tokens, each for one sign-in: the transaction that creates the session deletes the token.

use crate::Store;
use crate::sessions::sign_in::KnownUser;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::item::{encode, number_of, str_of, text, ulid_of, ulid_text};
use crate::table::keys;
use crate::table::transaction::{OnConditionFailed, Transaction};
use crate::users::item::StoredUser;
use roster_core::{
    Change, Error, Event, ProjectId, Proof, Result, SecretHash, SignInToken, Timestamp, TokenId, Ulid, UserId,
};
use serde::Serialize;

#[derive(Serialize)]
struct SignInTokenItem {
    id: String,
    #[serde(with = "ulid_text")]
    uc: Ulid,
    ct: u64,
    exp: u64,
}

impl Store {
    /// Stores a token of a user. The user may be blocked: that is checked when the token is used. A token with the same
    /// secret, which is possible with short secrets, is replaced: nothing else distinguishes the two.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn create_token(&self, project: &ProjectId, token: &SignInToken, change: &Change) -> Result<()> {
        self.optimistic(change.id, |writes| async move {
            let user = self.read_user(project, &token.user).await?;
            let attributes = SignInTokenItem {
                id: token.id.to_string(),
                uc: user.cid,
                ct: token.created_at.as_millis(),
                exp: token.expires_at.as_secs(),
            };
            let same_user = Condition::equal("cid", text(user.cid.to_string()));
            let line =
                self.log_line(project, (&token.user, user.cid), &Event::CreateToken(token.id.clone()), change)?;
            let made = writes
                .check(&keys::user(project, &token.user), &same_user, OnConditionFailed::Stale)?
                .put(encode(&keys::token(project, &token.user, &token.hash), &attributes)?)?
                .record(line)?;
            made.run().await?;
            Ok(())
        })
        .await
    }

    /// Finds the token with a secret: always one read of two keys, so that the time does not reveal whether user or
    /// token exist. Returns the proof on which a session may be created, and the user.
    ///
    /// # Errors
    /// [`Error::TokenInvalid`] when the secret is wrong, used or expired.
    pub async fn find_token(
        &self,
        project: &ProjectId,
        user: &UserId,
        secret: &SecretHash,
        now: Timestamp,
    ) -> Result<(Proof, KnownUser)> {
        let (user_key, token_key) = (keys::user(project, user), keys::token(project, user, secret));
        let mut found = self.read_many(&[user_key.clone(), token_key.clone()], Consistency::Strong).await?;
        let (Some(user), Some(token)) = (found.remove(&user_key), found.remove(&token_key)) else {
            return Err(Error::TokenInvalid);
        };
        let is_live = number_of(&token, keys::TTL).is_some_and(|end| end > now.as_secs());
        // Without the separate items of the user, which a sign-in does not change.
        let user = StoredUser::from_item(user)?;
        if !is_live || ulid_of(&token, "uc") != Some(user.cid) {
            return Err(Error::TokenInvalid);
        }
        let id = TokenId::parse(str_of(&token, "id").unwrap_or_default()).map_err(|_| Error::TokenInvalid)?;
        Ok((Proof::Token { id, hash: secret.clone() }, KnownUser(user)))
    }
}

/// Deletes this token in the transaction: of two callers that use it at once, one fails.
pub(crate) fn use_up<'a>(
    writes: Transaction<'a>,
    project: &ProjectId,
    user: &StoredUser,
    (id, secret): (&TokenId, &SecretHash),
) -> Result<Transaction<'a>> {
    let unused = Condition::equal("uc", text(user.cid.to_string())).and_equal("id", text(id.as_str()));
    let key = keys::token(project, &user.user.id, secret);
    writes.delete_if(&key, &unused, OnConditionFailed::Because(|| Error::TokenInvalid))
}
