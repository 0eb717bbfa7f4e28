//! Removing the identities of a deleted user.

use crate::Store;
use crate::identities::item::decode_identity;
use crate::table::condition::Condition;
use crate::table::item::{Item, text};
use crate::table::keys;
use crate::table::transaction::{OnConditionFailed, TransactError};
use roster_core::{ProjectId, Result};

impl Store {
    /// Removes an identity of a deleted user, with its claim and what finds it by its email. Another user may have the account by
    /// now: their claim stays. May run twice.
    pub(crate) async fn end_identity(&self, project: &ProjectId, identity: Item) -> Result<()> {
        let identity = decode_identity(identity)?;
        let claim = keys::identity_claim(project, identity.provider, &identity.uid);
        let ours = Condition::equal("cid", text(identity.cid.to_string())).and_equal("id", text(identity.id.as_str()));
        match self.shared_work().delete_if(&claim, &ours, OnConditionFailed::Stale)?.run().await {
            Ok(()) | Err(TransactError::Stale) => {}
            Err(TransactError::Failed(error)) => return Err(error),
        }
        // The identity is last: as long as it exists, a repetition finds the rest.
        if let Some(email) = &identity.email {
            self.delete_many(&[keys::identity_email(project, email, &identity.id)]).await?;
        }
        self.delete_many(&[keys::identity(project, &identity.user, identity.cid, &identity.id)]).await
    }
}
