//! Recovery codes of users: an item of their own, because the user's item is in the index and is read with every list.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, text, ulid_text};
use crate::table::keys;
use crate::table::transaction::OnConditionFailed;
use crate::users::item::StoredUser;
use roster_core::{Change, Error, Event, Factors, ProjectId, RecoveryCodes, Result, Ulid, UserId};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct RecoveryCodesItem {
    codes: Vec<String>,
    #[serde(with = "ulid_text")]
    uc: Ulid,
    #[serde(with = "ulid_text")]
    v: Ulid,
}

const NONE: OnConditionFailed = OnConditionFailed::Because(|| Error::RecoveryCodesNotFound);
const SOME: OnConditionFailed = OnConditionFailed::Because(|| Error::RecoveryCodesAlreadyExist);

impl Store {
    /// Creates recovery codes; fails if the user already has some.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], [`Error::RecoveryCodesAlreadyExist`].
    pub async fn create_recovery_codes(
        &self,
        project: &ProjectId,
        user: &UserId,
        codes: &RecoveryCodes,
        change: &Change,
    ) -> Result<()> {
        self.put_recovery_codes(project, user, codes, (&Condition::absent(), SOME), change).await
    }

    /// Replaces the recovery codes of a user.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], [`Error::RecoveryCodesNotFound`].
    pub async fn replace_recovery_codes(
        &self,
        project: &ProjectId,
        user: &UserId,
        codes: &RecoveryCodes,
        change: &Change,
    ) -> Result<()> {
        self.put_recovery_codes(project, user, codes, (&Condition::present(), NONE), change).await
    }

    async fn put_recovery_codes(
        &self,
        project: &ProjectId,
        user: &UserId,
        codes: &RecoveryCodes,
        (condition, on_failed): (&Condition, OnConditionFailed),
        change: &Change,
    ) -> Result<()> {
        self.optimistic(change.id, |writes| async move {
            let cid = self.read_user(project, user).await?.cid;
            let attributes = RecoveryCodesItem { codes: codes.reveal().to_vec(), uc: cid, v: change.id };
            let item = encode(&keys::recovery_codes(project, user, cid), &attributes)?;
            let same_user = Condition::equal("cid", text(cid.to_string()));
            let line = self.log_line(project, (user, cid), &Event::UpdateRecoveryCodes, change)?;
            let put = writes
                .check(&keys::user(project, user), &same_user, OnConditionFailed::Stale)?
                .put_if(item, condition, on_failed)?
                .record(line)?;
            put.run().await?;
            Ok(())
        })
        .await
    }

    /// Reads the recovery codes of a user: two round trips.
    ///
    /// # Errors
    /// [`Error::UserNotFound`], [`Error::RecoveryCodesNotFound`].
    pub async fn get_recovery_codes(&self, project: &ProjectId, user: &UserId) -> Result<RecoveryCodes> {
        let record = self.read_user(project, user).await?;
        let item = self.recovery_codes_of(project, &record).await?.ok_or(Error::RecoveryCodesNotFound)?;
        let stored: RecoveryCodesItem = decode("recovery codes", item)?;
        if stored.codes.is_empty() {
            Err(malformed("recovery codes"))
        } else {
            Ok(RecoveryCodes::from_stored(stored.codes))
        }
    }

    /// The second factors that a user has: two round trips.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn get_factors(&self, project: &ProjectId, user: &UserId) -> Result<Factors> {
        let record = self.read_user(project, user).await?;
        let codes = self.recovery_codes_of(project, &record).await?;
        Ok(Factors::of(&record.user, codes.is_some()))
    }

    async fn recovery_codes_of(&self, project: &ProjectId, user: &StoredUser) -> Result<Option<Item>> {
        let key = keys::recovery_codes(project, &user.user.id, user.cid);
        Ok(self.read_many(std::slice::from_ref(&key), Consistency::Strong).await?.remove(&key))
    }
}
