//! Signing up with an account at a provider.

use crate::Store;
use crate::identities::find::FoundAccount;
use crate::identities::sign_in::{Begins, NewIdentity};
use crate::users::create::First;
use roster_core::{Change, NewUser, Project, Result, User};

impl Store {
    /// Creates a user for an account that belongs to nobody: as [`Store::sign_up`], with the identity and what begins in the same
    /// transaction. Their email is verified if the provider says so. The incarnation of the user is the id of the change: the
    /// tokens are encrypted for it. The log of the user begins with what begins.
    ///
    /// # Errors
    /// As [`Store::sign_up`]. [`roster_core::Error::UserAlreadyExists`] also when somebody else has claimed the account since it was
    /// found: the caller finds it again.
    pub async fn sign_up_with_account(
        &self,
        project: &Project,
        new: NewUser,
        (found, identity): (&FoundAccount, &NewIdentity<'_>),
        begins: &Begins<'_>,
        change: &Change,
    ) -> Result<User> {
        let user = User::create(new, change.at);
        let user = if begins.is_access() { user.with_access(change.at) } else { user };
        let is_own = user.email.is_some() && user.email == identity.account.email;
        let verified = is_own && identity.account.email_verified;
        let user = if verified { user.with_email_verification(true, change.at) } else { user };
        let first = First::Account(found, identity, begins);
        let user = self.create(project, (user, first), project.rules.users_limit, change).await?;
        self.count_beginning(&project.id, begins, change).await;
        Ok(user)
    }
}
