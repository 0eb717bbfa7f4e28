//! Linking an account at a provider with a user who is signed in.

use crate::Store;
use crate::identities::find::FoundUser;
use crate::identities::sign_in::{Begins, NewIdentity, again};
use roster_core::{Change, Error, Event, Linking, ProjectId, Result, User, completed, link};

impl Store {
    /// Makes an account an identity of a user who was signed in when they went to the provider, or gives the identity new tokens
    /// if it is theirs already; and writes what begins, if something does. A user without an email takes one that the provider has
    /// verified, one without a name that of the provider.
    ///
    /// # Errors
    /// [`Error::UserNotFound`] when the user was deleted; those of [`roster_core::link`].
    pub async fn link_account(
        &self,
        project: &ProjectId,
        to: &Linking,
        new: &NewIdentity<'_>,
        begins: Option<&Begins<'_>>,
        change: &Change,
    ) -> Result<User> {
        self.optimistic(change.id, |writes| async move {
            let account = new.account;
            let (found, own) = tokio::try_join!(
                self.find_account(project, account),
                self.read_with_identities(project, &to.user, to.cid)
            )?;
            let (record, identities) = own.ok_or(Error::UserNotFound)?;
            let is_linked = link(&record.user, identities.len(), found.found())?;
            let identity = identities
                .into_iter()
                .find(|identity| is_linked && identity.provider == account.provider && identity.uid == account.uid);
            let user = FoundUser { record, identity, identities: 0 };
            let takes_email = found.user.is_none();
            let after = completed(user.record.user.clone(), account, takes_email, change.at);
            let after = if after == user.record.user {
                user.record.clone()
            } else {
                crate::users::item::StoredUser { user: after, version: change.id, ..user.record.clone() }
            };
            let event = begins.map_or_else(
                || Event::CreateIdentity(crate::identities::writes::created(&user.record, new, change).id),
                Begins::event,
            );
            let line = self.log_line_of_change(project, (&user.record, &after), &event, change)?;
            let mut writes = self.writes_of_account(writes, project, (&found, &user, &after), new, change)?;
            if let Some(begins) = begins {
                writes = begins.write(writes, project, &after)?;
            }
            writes.record(line)?.run().await.map_err(again)?;
            if let Some(begins) = begins {
                self.count_beginning(project, begins, change).await;
            }
            Ok(after.user)
        })
        .await
    }
}
