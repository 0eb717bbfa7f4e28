//! Tokens, each for one use: the transaction of what a token is for deletes it.

use crate::Store;
use crate::messages::outbox::with_outbox;
use crate::sessions::sign_in::KnownUser;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, text, ulid_text};
use crate::table::keys::{self, Key};
use crate::table::transaction::{OnConditionFailed, Transaction};
use crate::users::item::StoredUser;
use roster_core::{
    Change, Error, Event, OutboxEntry, ProjectId, Provider, ProviderUid, Result, SecretHash, SignInToken, Timestamp,
    TokenId, TokenKind, TokenSecret, Ulid, UserId,
};
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};

#[derive(Serialize, Deserialize)]
struct TokenItem {
    id: String,
    #[serde(with = "ulid_text")]
    uc: Ulid,
    ct: u64,
    exp: u64,
    /// The kind; none for the token of a server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ty: Option<String>,
    /// What the token is bound to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// The hash of a code. That of any other secret is in the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    h: Option<String>,
    /// The user's epoch when it was sent, if it signs in. A token from before this attribute has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ep: Option<u64>,
    /// The provider and the id there of the account with which the user came back from a provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ac: Option<[String; 2]>,
}

impl Store {
    /// Stores a token of a server. The user may be blocked: that is checked when the token is used. A token with the same
    /// secret, which is possible with short secrets, is replaced: nothing else distinguishes the two.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn create_token(&self, project: &ProjectId, token: &SignInToken, change: &Change) -> Result<()> {
        self.create_account_token(project, None, (token, None), change).await
    }

    /// Stores a token that is sent to its user, with the message that sends it: both are written, or none. A user who is
    /// `known` is read again only if they have changed since. A code replaces the former one of its kind.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn create_account_token(
        &self,
        project: &ProjectId,
        known: Option<KnownUser>,
        (token, message): (&SignInToken, Option<&OutboxEntry>),
        change: &Change,
    ) -> Result<()> {
        let known = &Mutex::new(known);
        self.optimistic(change.id, |writes| async move {
            let read = known.lock().unwrap_or_else(PoisonError::into_inner).take();
            let user = match read {
                Some(KnownUser(user)) => user,
                None => self.read_user(project, &token.user).await?,
            };
            let same_user = Condition::equal("cid", text(user.cid.to_string()));
            let line = self.log_line(project, (&token.user, user.cid), &event_of(token), change)?;
            let mut made = writes
                .check(&keys::user(project, &token.user), &same_user, OnConditionFailed::Stale)?
                .put(token_item(project, token, &user)?)?
                .record(line)?;
            if let Some(message) = message {
                let key = key_of(project, &token.user, (token.kind, &token.hash));
                let code = token.kind.is_code().then_some((&key, token.id.as_str()));
                made = with_outbox(made, project, (&token.user, user.cid), (message, code))?;
            }
            made.run().await?;
            Ok(())
        })
        .await
    }

    /// Finds the token with a secret that signs a user in: always one read of the same keys, so that the time does not reveal
    /// whether user or token exist. Returns the token, which is the proof on which a session may be created, and the user.
    ///
    /// # Errors
    /// [`Error::UserNotFound`]; [`Error::TokenInvalid`] when the secret is wrong, used or expired, was sent to an email or
    /// phone that the user had before, or was sent before the sessions of the user ended.
    pub async fn find_token(
        &self,
        project: &ProjectId,
        user: &UserId,
        secret: &TokenSecret,
        now: Timestamp,
    ) -> Result<(SignInToken, KnownUser)> {
        let (all, links) = (TokenKind::SIGN_IN, TokenKind::SIGN_IN_WITHOUT_CODES);
        let kinds = if secret.may_be_code() { &all[..] } else { &links[..] };
        let (user, token) = self.find_user_and_token(project, user, (kinds, &secret.hash()), now).await?;
        Ok((token.ok_or(Error::TokenInvalid)?, KnownUser(user)))
    }

    /// Finds the token of a sign-in with a provider, as [`Store::find_token`] finds the others. Its secret is handed out in a
    /// signed form only: this is for a secret that was in one.
    ///
    /// # Errors
    /// As [`Store::find_token`].
    pub async fn find_oauth_token(
        &self,
        project: &ProjectId,
        user: &UserId,
        secret: &TokenSecret,
        now: Timestamp,
    ) -> Result<(SignInToken, KnownUser)> {
        let kinds = &[TokenKind::OAuth2][..];
        let (user, token) = self.find_user_and_token(project, user, (kinds, &secret.hash()), now).await?;
        Ok((token.ok_or(Error::TokenInvalid)?, KnownUser(user)))
    }

    /// Finds a user, and their valid token of one of these kinds with this secret. The user comes without separate items.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub(crate) async fn find_user_and_token(
        &self,
        project: &ProjectId,
        user: &UserId,
        (kinds, secret): (&[TokenKind], &SecretHash),
        now: Timestamp,
    ) -> Result<(StoredUser, Option<SignInToken>)> {
        let user_key = keys::user(project, user);
        let tokens = kinds.iter().map(|kind| key_of(project, user, (*kind, secret)));
        let wanted: Vec<Key> = tokens.chain([user_key.clone()]).collect();
        let mut found = self.read_many(&wanted, Consistency::Strong).await?;
        let user = found.remove(&user_key).ok_or(Error::UserNotFound).and_then(StoredUser::from_item)?;
        for item in found.into_values() {
            let token = valid_token(item, &user, secret, now)?;
            if let Some(token) = token.filter(|token| kinds.contains(&token.kind)) {
                return Ok((user, Some(token)));
            }
        }
        Ok((user, None))
    }
}

/// The token of an item, if it has this secret, belongs to the user as they are, and has not expired.
fn valid_token(item: Item, user: &StoredUser, secret: &SecretHash, now: Timestamp) -> Result<Option<SignInToken>> {
    let stored: TokenItem = decode("token", item)?;
    let kind = stored.ty.as_deref().map_or(Some(TokenKind::Server), TokenKind::parse);
    let is_secret = stored.h.is_none_or(|hash| SecretHash::from_stored(hash).is(secret));
    let is_of_before = stored.ep.is_some_and(|epoch| epoch != user.epoch);
    if stored.uc != user.cid || stored.exp < now.as_secs() || !is_secret || is_of_before {
        return Ok(None);
    }
    let token = SignInToken {
        id: TokenId::parse(&stored.id).map_err(|_| malformed("token"))?,
        user: user.user.id.clone(),
        kind: kind.ok_or_else(|| malformed("token"))?,
        hash: secret.clone(),
        bound_to: stored.to.map(SecretHash::from_stored),
        account: stored.ac.map(|account| account_of(&account)).transpose()?,
        created_at: Timestamp::from_millis(stored.ct),
        expires_at: Timestamp::from_secs(stored.exp),
    };
    Ok(Some(token).filter(|token| token.is_for(&user.user)))
}

fn account_of([provider, uid]: &[String; 2]) -> Result<(Provider, ProviderUid)> {
    let account = Provider::parse(provider).zip(ProviderUid::parse(uid).ok());
    account.ok_or_else(|| malformed("token"))
}

pub(crate) fn token_item(project: &ProjectId, token: &SignInToken, user: &StoredUser) -> Result<Item> {
    let attributes = TokenItem {
        id: token.id.to_string(),
        uc: user.cid,
        ct: token.created_at.as_millis(),
        exp: token.expires_at.as_secs(),
        ty: (token.kind != TokenKind::Server).then(|| token.kind.as_str().to_owned()),
        to: token.bound_to.as_ref().map(|hash| hash.as_str().to_owned()),
        h: token.kind.is_code().then(|| token.hash.as_str().to_owned()),
        ep: token.kind.ends_with_sessions().then_some(user.epoch),
        ac: token.account.as_ref().map(|(provider, uid)| [provider.to_string(), uid.as_str().to_owned()]),
    };
    encode(&key_of(project, &token.user, (token.kind, &token.hash)), &attributes)
}

fn key_of(project: &ProjectId, user: &UserId, (kind, secret): (TokenKind, &SecretHash)) -> Key {
    if kind.is_code() { keys::code(project, user, kind) } else { keys::token(project, user, secret) }
}

/// What the log says of a new token.
pub(crate) fn event_of(token: &SignInToken) -> Event {
    let id = token.id.clone();
    match token.kind {
        TokenKind::Server => Event::CreateToken(id),
        TokenKind::MagicUrl | TokenKind::EmailCode | TokenKind::PhoneCode | TokenKind::OAuth2 => {
            Event::CreateSignIn(id)
        }
        TokenKind::EmailVerification | TokenKind::PhoneVerification => Event::CreateVerification(id),
        TokenKind::Recovery => Event::CreateRecovery(id),
    }
}

/// Deletes this token in the transaction: of two callers that use it at once, one fails.
pub(crate) fn use_up<'a>(
    writes: Transaction<'a>,
    project: &ProjectId,
    user: &StoredUser,
    token: &SignInToken,
    used: fn() -> Error,
) -> Result<Transaction<'a>> {
    let unused = Condition::equal("uc", text(user.cid.to_string())).and_equal("id", text(token.id.as_str()));
    let key = key_of(project, &token.user, (token.kind, &token.hash));
    writes.delete_if(&key, &unused, OnConditionFailed::Because(used))
}
