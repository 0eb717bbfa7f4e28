//! Imports users from other systems, with their time of creation and everything else that is known of them.
//!
//! An interrupted import can be run again. The incarnation of an imported user distinguishes the same user of an earlier run from
//! another user: it is made of the time of creation, the number of the row, a few bits of the run, and a hash of the source.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::condition::Condition;
use crate::table::item::{Item, ulid_of};
use crate::table::keys::{self, Key, Place};
use crate::table::transaction::{OnConditionFailed, TransactError};
use crate::users::create::{place_of, posting};
use crate::users::item::{StoredPrefs, StoredUser, claim, store_prefs};
use futures_util::future::join_all;
use roster_core::{Change, Error, Event, Project, ProjectId, Result, SecretHash, Ulid, User};
use std::collections::{BTreeMap, HashMap};

/// The random part of an incarnation has 80 bits: the number of the row, which keeps users of one millisecond in order, then bits
/// that differ from run to run, and the lowest bits of the hash of the source.
const SEED_BITS: u32 = 32;
const SEED: u128 = (1 << SEED_BITS) - 1;
const RUN_BITS: u32 = 16;
const RUN: u128 = ((1 << RUN_BITS) - 1) << SEED_BITS;

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

    /// Imports users: one read for all of them, a transaction for each new user, all at the same time, and then the count. An
    /// import that is interrupted between the transactions and the count leaves the count too low by the users of the batch at
    /// most. So a run that finds users of an earlier one must recount.
    ///
    /// # Errors
    /// Only when the table cannot be read. Every user has an outcome or error of its own.
    pub async fn import_users(&self, project: &Project, users: &[ImportUser], change: &Change) -> Result<ImportBatch> {
        let before = self.preview_import(&project.id, users).await?;
        let imports = users.iter().zip(before).map(|(user, before)| async move {
            match before {
                ImportOutcome::New => self.import_user(project, user, change).await,
                known => Ok((known, None)),
            }
        });
        let (mut outcomes, mut new) = (Vec::with_capacity(users.len()), BTreeMap::<Place, i64>::new());
        for import in join_all(imports).await {
            if let Ok((ImportOutcome::New, Some(place))) = import {
                *new.entry(place).or_default() += 1;
            }
            outcomes.push(import.map(|(outcome, _)| outcome));
        }
        let counts = new.into_iter().map(|(place, amount)| self.count_users(&project.id, place, amount));
        let counted = join_all(counts).await.iter().all(Result::is_ok);
        Ok(ImportBatch { outcomes, counted })
    }

    async fn import_user(
        &self,
        project: &Project,
        user: &ImportUser,
        change: &Change,
    ) -> Result<(ImportOutcome, Option<Place>)> {
        // Every user of a batch is a change of its own.
        let id = Ulid::from_parts(change.id.timestamp_ms(), change.id.random() ^ user.cid.random());
        let change = Change { id, ..change.clone() };
        let cid = user.incarnation(&change);
        let place = place_of(project, cid);
        let record = StoredUser {
            user: user.user.clone(),
            cid,
            version: id,
            place,
            epoch: 0,
            kept_session: None,
            prefs: StoredPrefs::Inline(user.user.prefs.clone()),
            targets: Vec::new(),
        };
        let error = match self.write_import(&project.id, record, &change).await {
            Ok(()) => return Ok((ImportOutcome::New, Some(place))),
            Err(TransactError::Stale) => Error::Contention,
            Err(TransactError::Failed(error)) => error,
        };
        // Another import was faster, or the response was lost: the stored user shows which.
        let stored = self.read_user(&project.id, &user.user.id).await;
        if stored.is_ok_and(|stored| stored.version == id) {
            return Ok((ImportOutcome::New, Some(place)));
        }
        match (error, self.preview_import(&project.id, std::slice::from_ref(user)).await?.pop()) {
            (Error::UserAlreadyExists, Some(outcome)) if outcome != ImportOutcome::New => Ok((outcome, None)),
            (error, _) => Err(error),
        }
    }

    async fn write_import(
        &self,
        project: &ProjectId,
        mut record: StoredUser,
        change: &Change,
    ) -> Result<(), TransactError> {
        let taken = OnConditionFailed::Because(|| Error::UserAlreadyExists);
        let (prefs, spilled) = store_prefs(project, &record, &record.user.prefs, change.id)?;
        record.prefs = prefs;
        let mut transaction =
            self.transaction(change.id, 0).put_if(record.to_item(project)?, &Condition::absent(), taken)?;
        let email = record.user.email.as_ref().map(|email| keys::email_claim(project, email));
        let phone = record.user.phone.as_ref().map(|phone| keys::phone_claim(project, phone));
        for key in email.iter().chain(&phone) {
            transaction = transaction.put_if(claim(key, &record), &Condition::absent(), taken)?;
        }
        if let Some(item) = spilled {
            transaction = transaction.put(item)?;
        }
        for word in record.user.words() {
            transaction = transaction.put(posting(project, &record, &word))?;
        }
        let line = self.log_line(project, (&record.user.id, record.cid), &Event::Create, change)?;
        transaction.record(line)?.run().await
    }
}

fn outcome_of(project: &ProjectId, user: &ImportUser, found: &HashMap<Key, Item>) -> ImportOutcome {
    let has_another = |key: Option<&Key>| {
        key.and_then(|key| found.get(key)).is_some_and(|item| !ulid_of(item, "cid").is_some_and(|cid| user.is_own(cid)))
    };
    let [id, email, phone] = user.keys(project);
    match id.as_ref().and_then(|id| found.get(id)) {
        Some(_) if has_another(id.as_ref()) => ImportOutcome::IdTaken,
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
