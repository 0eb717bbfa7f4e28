//! Imports users from other systems, with their time of creation and everything else that is known of them.
//!
//! An interrupted import can be run again. The incarnation of an imported user distinguishes the same user of an earlier run from
//! another user: it is made of the time of creation, the number of the row, a few bits of the run, and a hash of the source.

mod write;

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::item::{Item, ulid_of};
use crate::table::keys::{self, Key};
use roster_core::{Change, Project, ProjectId, Result, SecretHash, Ulid, User};
use std::collections::HashMap;

/// The random part of an incarnation has 80 bits: the number of the row, which keeps users of one millisecond in order, then bits
/// that differ from run to run, and the lowest bits of the hash of the source.
const SEED_BITS: u32 = 32;
const SEED: u128 = (1 << SEED_BITS) - 1;
const RUN_BITS: u32 = 16;
const RUN: u128 = ((1 << RUN_BITS) - 1) << SEED_BITS;

/// The attribute of a user that has the hash of the password.
const PASSWORD: &str = "pw";

/// A user to be imported.
#[derive(Debug, Clone)]
pub struct ImportUser {
    /// The user, with all fields.
    pub user: User,
    cid: Ulid,
}

impl ImportUser {
    /// A user from the `row`th row of a file. `source` identifies the user in the source system: it is the same in every import.
    #[must_use]
    pub fn new(user: User, source: &str, row: u32) -> Self {
        let hash = SecretHash::of(source);
        let seed = hash.as_str().get(4..12).and_then(|digits| u128::from_str_radix(digits, 16).ok());
        let random = (u128::from(row) << (SEED_BITS + RUN_BITS)) | (seed.unwrap_or_default() & SEED);
        Self { cid: Ulid::from_parts(user.created_at.as_millis(), random), user }
    }

    /// Whether an incarnation is that of the same user in an earlier import. The row does not count, because a new export can have
    /// another order, and the time does not, because not every source has it.
    fn is_own(&self, cid: Ulid) -> bool {
        cid.random() & SEED == self.cid.random() & SEED
    }

    /// The incarnation of this import. Re-importing a deleted user creates a new incarnation, so leftovers of the old one are
    /// ignored.
    fn incarnation(&self, change: &Change) -> Ulid {
        Ulid::from_parts(self.cid.timestamp_ms(), self.cid.random() | (change.id.random() & RUN))
    }

    fn keys(&self, project: &ProjectId) -> [Option<Key>; 3] {
        let email = self.user.email.as_ref().map(|email| keys::email_claim(project, email));
        let phone = self.user.phone.as_ref().map(|phone| keys::phone_claim(project, phone));
        [Some(keys::user(project, &self.user.id)), email, phone]
    }
}

/// The outcome of one user of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportOutcome {
    /// The user was imported or, in a preview, can be.
    New,
    /// An earlier run has imported the user.
    Known,
    /// As `Known`: the user has no password, and the imported user has one, which is not taken.
    KnownWithoutPassword,
    /// Another user has the id.
    IdTaken,
    /// Another user has the email.
    EmailTaken,
    /// Another user has the phone.
    PhoneTaken,
}

/// The outcomes of a batch of users, in their order.
#[derive(Debug)]
pub struct ImportBatch {
    /// One for each user. A user whose transaction failed can be imported again.
    pub outcomes: Vec<Result<ImportOutcome>>,
    /// Whether every new user was counted. If not, the project must be recounted.
    pub counted: bool,
}

impl Store {
    /// Returns what an import of these users would do, in one round trip. Nothing is written.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn preview_import(&self, project: &ProjectId, users: &[ImportUser]) -> Result<Vec<ImportOutcome>> {
        let wanted: Vec<Key> = users.iter().flat_map(|user| user.keys(project)).flatten().collect();
        let found = self.read_many(&wanted, Consistency::Strong).await?;
        Ok(users.iter().map(|user| outcome_of(project, user, &found)).collect())
    }

    /// Whether a project has no user, so that every import into it is new and no user needs to be looked up.
    ///
    /// The counters are read consistently; the list of users, which is in the index, may miss writes of the last second. So a
    /// user is overlooked only if it was written in this second and was not counted yet. Import with
    /// [`Store::import_into_empty`] all the same: there the conditions of the writes decide.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn is_empty(&self, project: &Project) -> Result<bool> {
        Ok(self.counts_nobody(project).await? && self.walk(project, true, None).take(1).await?.is_empty())
    }

    /// Imports users: one read for all of them, the new users in as few transactions as they fit into, all at the same time, and
    /// then the count. An import that is interrupted between the transactions and the count leaves the count too low by the
    /// users of the batch at most. So a run that finds users of an earlier one must recount.
    ///
    /// # Errors
    /// Only when the table cannot be read. Every user has an outcome or error of its own.
    pub async fn import_users(&self, project: &Project, users: &[ImportUser], change: &Change) -> Result<ImportBatch> {
        let before = self.preview_import(&project.id, users).await?;
        Ok(self.import_new(project, users, &before, change).await)
    }

    /// Imports users as [`Store::import_users`], into a project that [is empty](Store::is_empty): without the read. If there is a
    /// user nevertheless, the outcomes are the same, and only the writes that were tried in vain cost more.
    pub async fn import_into_empty(&self, project: &Project, users: &[ImportUser], change: &Change) -> ImportBatch {
        self.import_new(project, users, &vec![ImportOutcome::New; users.len()], change).await
    }
}

fn outcome_of(project: &ProjectId, user: &ImportUser, found: &HashMap<Key, Item>) -> ImportOutcome {
    let has_another = |key: Option<&Key>| {
        key.and_then(|key| found.get(key)).is_some_and(|item| !ulid_of(item, "cid").is_some_and(|cid| user.is_own(cid)))
    };
    let [id, email, phone] = user.keys(project);
    match id.as_ref().and_then(|id| found.get(id)) {
        Some(_) if has_another(id.as_ref()) => ImportOutcome::IdTaken,
        Some(item) if user.user.password.is_some() && !item.contains_key(PASSWORD) => {
            ImportOutcome::KnownWithoutPassword
        }
        // Even if the user was changed since.
        Some(_) => ImportOutcome::Known,
        None if has_another(email.as_ref()) => ImportOutcome::EmailTaken,
        None if has_another(phone.as_ref()) => ImportOutcome::PhoneTaken,
        None => ImportOutcome::New,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_core::{Name, NewUser, Timestamp, UserId};

    fn import_user(source: &str, row: u32, at: u64) -> ImportUser {
        let id = UserId::parse("ann").unwrap();
        let new = NewUser { id, email: None, phone: None, name: Name::default(), password: None };
        ImportUser::new(User::create(new, Timestamp::from_millis(at)), source, row)
    }

    #[test]
    fn incarnations_follow_the_time_and_then_the_row() {
        let [first, second, third] = [import_user("z", 9, 1), import_user("y", 1, 2), import_user("x", 2, 2)];
        assert!(first.cid < second.cid && second.cid < third.cid);
    }

    #[test]
    fn an_earlier_import_is_recognised_by_its_source_alone() {
        let ann = import_user("auth0|1", 1, 1);
        assert!(ann.is_own(import_user("auth0|1", 7, 9).cid));
        assert!(!ann.is_own(import_user("auth0|2", 1, 1).cid));
    }
}
