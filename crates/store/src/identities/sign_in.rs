//! Signing in with an account at a provider: the identity and the session, or the token, in one transaction.

use crate::Store;
use crate::identities::find::{FoundAccount, FoundUser};
use crate::identities::writes::{created, put_found_identity, renewed, replace_identity};
use crate::messages::outbox::with_outbox;
use crate::sessions::item::session_item;
use crate::sessions::tokens::{event_of, token_item};
use crate::table::condition::Condition;
use crate::table::keys;
use crate::table::transaction::{OnConditionFailed, TransactError, Transaction};
use crate::users::change::as_read;
use crate::users::item::StoredUser;
use crate::users::session_targets::{delete_targets, split_off};
use roster_core::{
    Change, Counted, Error, Event, Joining, ProjectId, ProviderAccount, Result, SealedTokens, SecretHash, Session,
    SessionId, SignInEffects, SignInToken, completed,
};
use std::sync::{Mutex, PoisonError};

/// An account at a provider with its tokens, as a sign-in brings it.
#[derive(Debug, Clone)]
pub struct NewIdentity<'a> {
    /// The account.
    pub account: &'a ProviderAccount,
    /// The tokens, encrypted for the user who gets the identity ([`FoundAccount::context`]).
    pub tokens: SealedTokens,
}

/// What begins when somebody has signed in with an account.
#[derive(Debug, Clone, Copy)]
pub enum Begins<'a> {
    /// A session, with the hash of its secret.
    Session(&'a Session, &'a SecretHash, &'a SignInEffects),
    /// A token, with which the client begins a session; a user who is linked may need none.
    Token(&'a SignInToken),
}

impl Begins<'_> {
    /// What the log says of it.
    pub(crate) fn event(&self) -> Event {
        match self {
            Self::Session(session, ..) => Event::CreateSession(session.id.clone()),
            Self::Token(token) => event_of(token),
        }
    }

    pub(crate) fn is_access(&self) -> bool {
        matches!(self, Self::Session(_, _, effects) if effects.is_access)
    }

    /// Writes it for a user as they are after the transaction.
    pub(crate) fn write<'t>(
        &self,
        writes: Transaction<'t>,
        project: &ProjectId,
        user: &StoredUser,
    ) -> Result<Transaction<'t>> {
        match self {
            Self::Token(token) => writes.put(token_item(project, token, user)?),
            Self::Session(session, secret, effects) => {
                let item = session_item(project, session, secret, user)?;
                let writes = writes.put_if(item, &Condition::absent(), OnConditionFailed::Stale)?;
                match &effects.alert {
                    Some(alert) => with_outbox(writes, project, (&user.user.id, user.cid), (alert, None)),
                    None => Ok(writes),
                }
            }
        }
    }
}

impl Store {
    /// Signs in the user whom [`Store::find_account`] found: writes the identity, or its new tokens, and what begins, in one
    /// transaction. The rules of [`roster_core::join`] hold when it is written, not only when the user was found.
    ///
    /// A session or token of a user whose email this verifies is the only one that is valid afterwards.
    ///
    /// # Errors
    /// Those of [`roster_core::join`]; [`Error::Contention`] when the account leads to somebody else by now, or to nobody: the
    /// caller finds it again.
    pub async fn sign_in_with_account(
        &self,
        project: &ProjectId,
        found: FoundAccount,
        new: &NewIdentity<'_>,
        begins: &Begins<'_>,
        change: &Change,
    ) -> Result<()> {
        let whom = found.user.as_ref().map(|found| (found.record.user.id.clone(), found.record.cid));
        let (whom, known) = (&whom, &Mutex::new(Some(found)));
        self.optimistic(change.id, |writes| async move {
            let read = known.lock().unwrap_or_else(PoisonError::into_inner).take();
            let found = match read {
                Some(found) => found,
                None => self.find_account(project, new.account).await?,
            };
            let joining = found.join(new.account)?;
            let Some(user) = found.user.as_ref() else { return Err(Error::Contention.into()) };
            if whom.as_ref() != Some(&(user.record.user.id.clone(), user.record.cid)) {
                return Err(Error::Contention.into());
            }
            let after = self.signed_in(user, new.account, (joining, begins), change);
            let writes = self.writes_of_account(writes, project, (&found, user, &after), new, change)?;
            let line = self.log_line_of_change(project, (&user.record, &after), &begins.event(), change)?;
            begins.write(writes, project, &after)?.record(line)?.run().await?;
            self.count_beginning(project, begins, change).await;
            Ok(())
        })
        .await
    }

    /// The user after a sign-in.
    fn signed_in(
        &self,
        FoundUser { record, .. }: &FoundUser,
        account: &ProviderAccount,
        (joining, begins): (Joining, &Begins<'_>),
        change: &Change,
    ) -> StoredUser {
        let mut after = record.clone();
        if joining != Joining::Known {
            after = StoredUser { user: completed(after.user, account, false, change.at), version: change.id, ..after };
        }
        if joining == (Joining::Join { verifies: true }) {
            let (rest, _) = split_off(&after, change.id, |_: &SessionId| true);
            after = rest.without_sessions(None);
            after.user = after.user.with_email_verification(true, change.at);
        }
        if begins.is_access() && after.user.is_access_due(change.at) {
            after = StoredUser { user: after.user.with_access(change.at), version: change.id, ..after };
        }
        after
    }

    /// Writes the user, if they change, and the identity.
    pub(crate) fn writes_of_account<'a>(
        &self,
        writes: Transaction<'a>,
        project: &ProjectId,
        (found, user, after): (&FoundAccount, &FoundUser, &StoredUser),
        new: &NewIdentity<'_>,
        change: &Change,
    ) -> Result<Transaction<'a>> {
        let before = &user.record;
        if let Some(identity) = &user.identity {
            let writes = if after.version == before.version {
                writes.check(&keys::user(project, &before.user.id), &as_read(before), OnConditionFailed::Stale)?
            } else {
                self.writes_of_user(writes, project, before, after.clone())?
            };
            return replace_identity(writes, project, (identity, &renewed(identity, new, change)));
        }
        // A user with a new identity is always a new version: of two identities at the same time, one is counted by the other.
        let after = StoredUser { version: change.id, ..after.clone() };
        let ended = after.epoch != before.epoch;
        let mut writes = self.writes_of_user(writes, project, before, after)?;
        if ended {
            let (_, gone) = split_off(before, change.id, |_: &SessionId| true);
            writes = delete_targets(writes, project, before, &gone)?;
        }
        put_found_identity(writes, project, &created(before, new, change), found)
    }

    /// Counts a session in the statistics.
    pub(crate) async fn count_beginning(&self, project: &ProjectId, begins: &Begins<'_>, change: &Change) {
        if let Begins::Session(_, _, effects) = begins {
            if let Some(counter) = &effects.forgets {
                self.forget_attempts(project, counter, change.at).await;
            }
            self.count_usage(project, Counted::Session, change).await;
        }
    }
}

/// A lost race for the email of a user is decided again.
pub(crate) fn again(error: TransactError) -> TransactError {
    match error {
        TransactError::Failed(Error::EmailAlreadyExists) => TransactError::Stale,
        other => other,
    }
}
