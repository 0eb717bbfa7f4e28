//! Writes imported users: several in one transaction, which costs the same units as one transaction for each, and fewer calls.
//!
//! A transaction of several users is written whole or not at all. If it is not written, whatever the reason, each of its users is
//! written in a transaction of its own, with the same version: if the first was written after all and only its answer was lost,
//! the second finds its own version, and knows that it is done.

use super::{ImportBatch, ImportOutcome, ImportUser};
use crate::Store;
use crate::table::condition::Condition;
use crate::table::keys::{self, Place};
use crate::table::transaction::{OnConditionFailed, TransactError, Transaction};
use crate::users::create::{place_of, posting};
use crate::users::item::{StoredPrefs, StoredUser, claim, store_prefs};
use futures_util::future::join_all;
use roster_core::{Change, Error, Event, ListIndexes, Project, Result, Ulid};
use std::collections::BTreeMap;

/// The most writes in one transaction (DynamoDB). Their bytes are then far below its other limit of 4 MB: preferences have 64 KB at
/// most, labels some 40 KB, and a user with both has at least six writes.
const WRITES: usize = 100;

/// A new user of an import, and what is decided once for all attempts to write it.
struct NewImport<'a> {
    user: &'a ImportUser,
    /// Its position among the users of the batch.
    position: usize,
    cid: Ulid,
    place: Place,
    change: Change,
    indexes: ListIndexes,
}

type Written = (usize, Result<ImportOutcome>);

impl Store {
    /// Writes and counts those users of a batch whose outcome is [`ImportOutcome::New`] so far.
    pub(super) async fn import_new(
        &self,
        project: &Project,
        users: &[ImportUser],
        before: &[ImportOutcome],
        change: &Change,
    ) -> ImportBatch {
        let mut outcomes: Vec<Result<ImportOutcome>> = before.iter().copied().map(Ok).collect();
        let new = users.iter().zip(before).enumerate().filter(|(_, (_, before))| **before == ImportOutcome::New);
        let new: Vec<_> = new.map(|(position, (user, _))| NewImport::of(project, user, position, change)).collect();
        let written = self.write_imports(project, &new).await;
        let mut counts = BTreeMap::<Place, i64>::new();
        for (position, outcome) in written {
            let place = new.iter().find(|user| user.position == position).map(|user| user.place);
            if let (Ok(ImportOutcome::New), Some(place)) = (&outcome, place) {
                *counts.entry(place).or_default() += 1;
            }
            outcomes[position] = outcome;
        }
        let counts = counts.into_iter().map(|(place, amount)| self.count_users(&project.id, place, amount));
        let counted = join_all(counts).await.iter().all(Result::is_ok);
        ImportBatch { outcomes, counted }
    }

    /// Writes users in as few transactions as they fit into, all at the same time.
    async fn write_imports(&self, project: &Project, new: &[NewImport<'_>]) -> Vec<Written> {
        let (mut written, mut groups) = (Vec::with_capacity(new.len()), Vec::new());
        let mut group: Option<(Transaction<'_>, Vec<&NewImport<'_>>)> = None;
        for user in new {
            let transaction = match self.import(project, user) {
                Ok(transaction) => transaction,
                Err(error) => {
                    written.push((user.position, Err(error)));
                    continue;
                }
            };
            group = Some(match group.take() {
                Some((writes, mut users)) if writes.writes() + transaction.writes() <= WRITES => {
                    users.push(user);
                    (writes.and(transaction), users)
                }
                full => {
                    groups.extend(full);
                    (transaction, vec![user])
                }
            });
        }
        let groups = groups.into_iter().chain(group).map(|(writes, users)| self.write_group(project, writes, users));
        written.extend(join_all(groups).await.into_iter().flatten());
        written
    }

    async fn write_group(
        &self,
        project: &Project,
        writes: Transaction<'_>,
        users: Vec<&NewImport<'_>>,
    ) -> Vec<Written> {
        let failure = match writes.run().await {
            Ok(()) => return users.into_iter().map(|user| (user.position, Ok(ImportOutcome::New))).collect(),
            Err(failure) => failure,
        };
        if let [user] = users[..] {
            return vec![(user.position, self.settle_import(project, user, failure).await)];
        }
        let one_by_one = users.into_iter().map(|user| async {
            let outcome = match self.import(project, user) {
                Ok(writes) => match writes.run().await {
                    Ok(()) => Ok(ImportOutcome::New),
                    Err(failure) => self.settle_import(project, user, failure).await,
                },
                Err(error) => Err(error),
            };
            (user.position, outcome)
        });
        join_all(one_by_one).await
    }

    /// The outcome of a user whose own transaction failed: another import was faster, or the response was lost. The stored user
    /// shows which.
    async fn settle_import(
        &self,
        project: &Project,
        new: &NewImport<'_>,
        failure: TransactError,
    ) -> Result<ImportOutcome> {
        let error = match failure {
            TransactError::Stale => Error::Contention,
            TransactError::Failed(error) => error,
        };
        let stored = self.read_user(&project.id, &new.user.user.id).await;
        if stored.is_ok_and(|stored| stored.version == new.change.id) {
            return Ok(ImportOutcome::New);
        }
        match (error, self.preview_import(&project.id, std::slice::from_ref(new.user)).await?.pop()) {
            (Error::UserAlreadyExists, Some(outcome)) if outcome != ImportOutcome::New => Ok(outcome),
            (error, _) => Err(error),
        }
    }

    /// The transaction of one user: the user, the claims on email and phone, the postings and the log entry.
    fn import(&self, project: &Project, new: &NewImport<'_>) -> Result<Transaction<'_>> {
        let (change, project, taken) =
            (&new.change, &project.id, OnConditionFailed::Because(|| Error::UserAlreadyExists));
        let mut record = new.record();
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
        for word in record.words() {
            transaction = transaction.put(posting(project, &record, &word))?;
        }
        let line = self.log_line(project, (&record.user.id, record.cid), &Event::Create, change)?;
        transaction.record(line)
    }
}

impl<'a> NewImport<'a> {
    fn of(project: &Project, user: &'a ImportUser, position: usize, change: &Change) -> Self {
        // Every user of a batch is a change of its own.
        let id = Ulid::from_parts(change.id.timestamp_ms(), change.id.random() ^ user.cid.random());
        let change = Change { id, ..change.clone() };
        let cid = user.incarnation(&change);
        Self { user, position, cid, place: place_of(project, cid), change, indexes: project.indexes }
    }

    fn record(&self) -> StoredUser {
        StoredUser {
            user: self.user.user.clone(),
            cid: self.cid,
            version: self.change.id,
            place: self.place,
            epoch: 0,
            kept_session: None,
            prefs: StoredPrefs::Inline(self.user.user.prefs.clone()),
            targets: Vec::new(),
            rare_values_indexed: true,
            indexes: self.indexes,
        }
    }
}
