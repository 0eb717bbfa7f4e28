//! The hashes of former passwords, for projects that forbid to use them again: an item of its own, because the user's item is
//! in the index and is read with every list.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::item::{Item, decode, encode, ulid_text};
use crate::table::keys;
use crate::table::transaction::Transaction;
use crate::users::item::StoredUser;
use roster_core::{Error, LastPasswords, PasswordHash, PasswordHistory, ProjectId, Result, Ulid, UserId};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct FormerPasswordsItem {
    /// Newest first.
    h: Vec<String>,
    #[serde(with = "ulid_text")]
    uc: Ulid,
}

impl Store {
    /// The last passwords of a user, newest first, the present one included: at most `most`. Two round trips; only one if the
    /// present password is enough.
    ///
    /// # Errors
    /// [`Error::UserNotFound`].
    pub async fn last_passwords(&self, project: &ProjectId, user: &UserId, most: u8) -> Result<LastPasswords> {
        let record = self.read_user(project, user).await?;
        let (present, most) = (record.user.password, usize::from(most));
        let mut last: Vec<PasswordHash> = present.iter().cloned().collect();
        if last.len() < most {
            let key = keys::former_passwords(project, user, record.cid);
            let found = self.read_many(std::slice::from_ref(&key), Consistency::Strong).await?.remove(&key);
            last.extend(found.map(hashes).transpose()?.unwrap_or_default());
        }
        last.truncate(most);
        Ok(LastPasswords { present, hashes: last })
    }

    /// Keeps the former passwords beside a change of the password, if the history that was compared is still that of the user.
    pub(crate) fn keep_passwords<'a>(
        &self,
        writes: Transaction<'a>,
        project: &ProjectId,
        before: &StoredUser,
        history: &PasswordHistory,
    ) -> Result<Transaction<'a>> {
        if before.user.password != history.present {
            return Err(Error::Contention);
        }
        if history.kept.is_empty() {
            return Ok(writes);
        }
        let kept = history.kept.iter().map(|hash| hash.as_str().to_owned());
        let attributes = FormerPasswordsItem { h: kept.collect(), uc: before.cid };
        writes.put(encode(&keys::former_passwords(project, &before.user.id, before.cid), &attributes)?)
    }
}

fn hashes(item: Item) -> Result<Vec<PasswordHash>> {
    let stored: FormerPasswordsItem = decode("former passwords", item)?;
    Ok(stored.h.into_iter().map(PasswordHash::from_stored).collect())
}
