//! Sessions of users.

use crate::Store;
use crate::messages::outbox::with_outbox;
use crate::sessions::item::{decode_session, session_item};
use crate::sessions::proof::prove;
use crate::sessions::sign_in::KnownUser;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::item::{Item, number_of, str_of, text, ulid_of};
use crate::table::keys::{self, Key, prefix};
use crate::table::query::Range;
use crate::table::transaction::OnConditionFailed;
use crate::users::change::as_read;
use crate::users::item::StoredUser;
use crate::users::session_targets::{HAS_TARGETS, delete_targets, may_have_targets, split_off};
use roster_core::{
    Change, Counted, Error, Event, Listing, ProjectId, Proof, Result, SecretHash, Session, SessionId, SignInEffects,
    Timestamp, Ulid, UserId,
};
use std::sync::{Mutex, PoisonError};

/// The most sessions in a list (source: docs/reference/appwrite/users.md#sessions-of-a-user).
const MOST: usize = 1_000;

impl Store {
    /// Creates a session for a user who exists, is not blocked, and still has the password that was compared, or whose
    /// token is unused.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], [`Error::UserBlocked`], [`Error::CredentialsInvalid`], [`Error::TokenInvalid`].
    pub async fn create_session(
        &self,
        project: &ProjectId,
        session: &Session,
        secret: &SecretHash,
        proof: &Proof,
        change: &Change,
    ) -> Result<()> {
        // On the heap: callers would otherwise hold the large future of a transaction once more.
        Box::pin(self.sign_in(project, None, (session, secret), proof, &SignInEffects::default(), change)).await
    }

    /// Creates a session as [`Store::create_session`] does, for a user who signs in. A user who is `known` is read again
    /// only if they have changed since. Counted attempts are forgotten while the session is written: by then the proof
    /// was found to be valid, and no round trip is added.
    ///
    /// # Errors
    /// As [`Store::create_session`].
    pub async fn sign_in(
        &self,
        project: &ProjectId,
        known: Option<KnownUser>,
        (session, secret): (&Session, &SecretHash),
        proof: &Proof,
        effects: &SignInEffects,
        change: &Change,
    ) -> Result<()> {
        let epoch = known.as_ref().map(|KnownUser(user)| user.epoch);
        let known = &Mutex::new(known);
        self.optimistic(change.id, |writes| async move {
            let read = known.lock().unwrap_or_else(PoisonError::into_inner).take();
            let user = match read {
                Some(KnownUser(user)) => user,
                None => self.read_to_sign_in(project, (&session.user, epoch), proof).await?,
            };
            if !user.user.status {
                return Err(Error::UserBlocked.into());
            }
            let event = Event::CreateSession(session.id.clone());
            let line = self.log_line(project, (&session.user, user.cid), &event, change)?;
            let accessed_at = effects.is_access.then_some(change.at);
            let made = prove(writes, project, &user, (proof, accessed_at), change)?
                .put_if(session_item(project, session, secret, &user)?, &Condition::absent(), OnConditionFailed::Stale)?
                .record(line)?;
            let made = match &effects.alert {
                Some(alert) => with_outbox(made, project, (&session.user, user.cid), (alert, None))?,
                None => made,
            };
            let forgotten = async {
                if let Some(counter) = &effects.forgets {
                    self.forget_attempts(project, counter, change.at).await;
                }
            };
            tokio::join!(made.run(), forgotten).0?;
            self.count_usage(project, Counted::Session, change).await;
            Ok(())
        })
        .await
    }

    async fn read_to_sign_in(
        &self,
        project: &ProjectId,
        (user, epoch): (&UserId, Option<u64>),
        proof: &Proof,
    ) -> Result<StoredUser> {
        match (self.read_user(project, user).await, proof) {
            // Deleted since the proof was checked: the error does not say that the user existed.
            (Err(Error::UserNotFound), Proof::Password { .. }) => Err(Error::CredentialsInvalid),
            (Err(Error::UserNotFound), Proof::Token(_)) => Err(Error::TokenInvalid),
            // The sessions have ended since the token was checked.
            (Ok(user), Proof::Token(token))
                if token.kind.ends_with_sessions() && epoch.is_some_and(|epoch| epoch != user.epoch) =>
            {
                Err(Error::TokenInvalid)
            }
            (read, _) => read,
        }
    }

    /// Lists the live sessions of a user, oldest first: one round trip.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn list_sessions(&self, project: &ProjectId, user: &UserId, now: Timestamp) -> Result<Listing<Session>> {
        let range = Range::of(keys::user_partition(project, user)).beginning(prefix::SESSION);
        let (record, first) = tokio::try_join!(self.read_user(project, user), self.query(&range, None, None))?;
        let items = self.keep_first(&range, first, MOST, |item| is_live(item, &record, now)).await?;
        let items = items.into_iter().map(|item| decode_session(item, &record.user)).collect::<Result<Vec<_>>>()?;
        Ok(Listing { total: items.len() as u64, items })
    }

    /// Ends a session of a user, and deletes the targets that belong to it.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], then [`Error::SessionNotFound`] when the user has no such session, even if another user
    /// has it.
    pub async fn delete_session(
        &self,
        project: &ProjectId,
        user: &UserId,
        session: &SessionId,
        change: &Change,
    ) -> Result<()> {
        let (user_key, session_key) = &(keys::user(project, user), keys::session(project, user, session));
        self.optimistic(change.id, |writes| async move {
            let mut found = self.read_many(&[user_key.clone(), session_key.clone()], Consistency::Strong).await?;
            let record = found.remove(user_key).ok_or(Error::UserNotFound).and_then(StoredUser::from_item)?;
            let item = found.remove(session_key).ok_or(Error::SessionNotFound)?;
            if !is_live(&item, &record, change.at) {
                return Err(Error::SessionNotFound.into());
            }
            let ours = Condition::equal("uc", text(record.cid.to_string()));
            let line = self.log_line(project, (user, record.cid), &Event::DeleteSession(session.clone()), change)?;
            let (writes, ours) = if may_have_targets(&item) {
                let before = self.read_user(project, user).await?;
                let (after, gone) = split_off(&before, change.id, |of| of == session);
                let writes = writes.put_if(after.to_item(project)?, &as_read(&before), OnConditionFailed::Stale)?;
                (delete_targets(writes, project, &before, &gone)?, ours)
            } else {
                let same = Condition::equal("cid", text(record.cid.to_string()));
                // A target may be created for the session at the same time.
                (writes.check(user_key, &same, OnConditionFailed::Stale)?, ours.and_unset(HAS_TARGETS))
            };
            writes.delete_if(session_key, &ours, OnConditionFailed::Stale)?.record(line)?.run().await?;
            Ok(())
        })
        .await
    }

    /// Ends all sessions of a user, and deletes the targets that belong to any of them: raises the user's epoch, which
    /// invalidates any number of sessions at once. Their items are removed in the same request, or by their time to live
    /// if the function is killed.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn delete_sessions(&self, project: &ProjectId, user: &UserId, change: &Change) -> Result<()> {
        let range = Range::of(keys::user_partition(project, user)).beginning(prefix::SESSION);
        // Read in parallel with the change: a session that is created in between is invalid too, and is removed by its
        // time to live.
        let (raised, page) =
            tokio::join!(self.raise_epoch(project, user, change), self.query(&range, None, Some(MOST)));
        let (cid, epoch) = raised?;
        let is_dead =
            |item: &Item| number_of(item, "ep").is_some_and(|ep| ep < epoch) && ulid_of(item, "uc") == Some(cid);
        let removed = async {
            let dead: Vec<Key> = page?.items.iter().filter(|item| is_dead(item)).filter_map(Key::of).collect();
            self.delete_many(&dead).await
        };
        if let Err(cause) = removed.await {
            tracing::warn!(?cause, "ended sessions are left to their time to live");
        }
        Ok(())
    }

    /// The user's incarnation, and its new epoch.
    async fn raise_epoch(&self, project: &ProjectId, user: &UserId, change: &Change) -> Result<(Ulid, u64)> {
        self.optimistic(change.id, |writes| async move {
            let before = self.read_user(project, user).await?;
            let (rest, gone) = split_off(&before, change.id, |_| true);
            let after = rest.without_sessions(None);
            let line = self.log_line(project, (user, before.cid), &Event::DeleteSessions, change)?;
            let raised = writes.put_if(after.to_item(project)?, &as_read(&before), OnConditionFailed::Stale)?;
            delete_targets(raised, project, &before, &gone)?.record(line)?.run().await?;
            Ok((after.cid, after.epoch))
        })
        .await
    }
}

/// A session is invalid when it has expired, belongs to another incarnation, or was ended with all others after it
/// began.
pub(crate) fn is_live(item: &Item, user: &StoredUser, now: Timestamp) -> bool {
    let is_kept = user.kept_session.as_ref().is_some_and(|kept| str_of(item, "id") == Some(kept.as_str()));
    ulid_of(item, "uc") == Some(user.cid)
        && (is_kept || number_of(item, "ep") == Some(user.epoch))
        && number_of(item, keys::TTL).is_some_and(|end| end > now.as_secs())
}
