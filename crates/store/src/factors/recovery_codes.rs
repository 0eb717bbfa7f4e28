//! Recovery codes of users.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::failure::malformed;
use crate::table::item::{Item, decode, encode, text, ulid_text};
use crate::table::keys::{self, Key};
use crate::table::transaction::{OnConditionFailed, Transaction};
use crate::users::item::StoredUser;
use roster_core::{Change, Error, Event, Factors, ProjectId, RecoveryCodes, Result, Ulid, UserId};
use serde::{Deserialize, Serialize};

/// The codes are stored as they are, because the API shows them again (docs/decisions/0032-second-factors.md).
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

/// The recovery codes of a user as they were read.
#[derive(Debug, Clone)]
pub(crate) struct StoredCodes {
    pub(crate) codes: RecoveryCodes,
    version: Ulid,
}

impl StoredCodes {
    pub(crate) fn from_item(item: Item) -> Result<Self> {
        let stored: RecoveryCodesItem = decode("recovery codes", item)?;
        if stored.codes.is_empty() {
            return Err(malformed("recovery codes"));
        }
        Ok(Self { codes: RecoveryCodes::from_stored(stored.codes), version: stored.v })
    }

    /// Leaves these codes; without any, the user has no recovery codes. Of two callers with the same code, one succeeds.
    pub(crate) fn replace<'a>(
        &self,
        writes: Transaction<'a>,
        project: &ProjectId,
        (user, cid): (&UserId, Ulid),
        (left, change): (&RecoveryCodes, &Change),
    ) -> Result<Transaction<'a>> {
        let key = keys::recovery_codes(project, user, cid);
        let as_read = Condition::equal("v", text(self.version.to_string()));
        let used = OnConditionFailed::Because(|| Error::CodeInvalid);
        if left.is_empty() {
            return writes.delete_if(&key, &as_read, used);
        }
        writes.put_if(codes_item(&key, left, cid, change)?, &as_read, used)
    }
}

fn codes_item(key: &Key, codes: &RecoveryCodes, cid: Ulid, change: &Change) -> Result<Item> {
    encode(key, &RecoveryCodesItem { codes: codes.reveal().to_vec(), uc: cid, v: change.id })
}

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
            let item = codes_item(&keys::recovery_codes(project, user, cid), codes, cid, change)?;
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
        Ok(StoredCodes::from_item(item)?.codes)
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
