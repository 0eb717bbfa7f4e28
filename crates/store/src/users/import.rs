//! Users who move in: with the time of their creation, and whatever else they bring.
//!
//! An import may be broken off and run again. What tells a user's own earlier import from another user is the incarnation: it
//! is made of the time of creation, the number of the row, a few bits of the run, and a hash of where the user comes from.

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

/// The random part of an incarnation has 80 bits: the number of the row, which keeps the order of users of one millisecond,
/// some that are another with each run, and so many bits of the hash.
const SEED_BITS: u32 = 32;
const SEED: u128 = (1 << SEED_BITS) - 1;
const RUN_BITS: u32 = 16;
const RUN: u128 = ((1 << RUN_BITS) - 1) << SEED_BITS;

/// A user who is to move in.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The user, whole.
    pub user: User,
    cid: Ulid,
}

impl Incoming {
    /// A user from the `row`th row of a file. `source` names where the user comes from: the same each time.
    #[must_use]
    pub fn new(user: User, source: &str, row: u32) -> Self {
        let hash = SecretHash::of(source);
        let seed = hash.as_str().get(4..12).and_then(|digits| u128::from_str_radix(digits, 16).ok());
        let random = (u128::from(row) << (SEED_BITS + RUN_BITS)) | (seed.unwrap_or_default() & SEED);
        Self { cid: Ulid::from_parts(user.created_at.as_millis(), random), user }
    }

    /// Whether an incarnation is of this user's own earlier import. Neither the row counts, which is another when a file is
    /// exported anew, nor the time, which not every source tells.
    fn is_own(&self, cid: Ulid) -> bool {
        cid.random() & SEED == self.cid.random() & SEED
    }

    /// The user as one who moves in now. Who was deleted and moves in again is another: what is left of the former one must not
    /// be taken for his.
    fn incarnation(&self, change: &Change) -> Ulid {
        Ulid::from_parts(self.cid.timestamp_ms(), self.cid.random() | (change.id.random() & RUN))
    }

    fn keys(&self, project: &ProjectId) -> [Option<Key>; 3] {
        let email = self.user.email.as_ref().map(|email| keys::email_claim(project, email));
        let phone = self.user.phone.as_ref().map(|phone| keys::phone_claim(project, phone));
        [Some(keys::user(project, &self.user.id)), email, phone]
    }
}

/// What came of a user who was to move in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// The user is new here. Of a preview: could be.
    New,
    /// The user came by an earlier run.
    Known,
    /// Somebody else has the id.
    IdTaken,
    /// Somebody else has the address.
    EmailTaken,
    /// Somebody else has the number.
    PhoneTaken,
}

/// What came of some users, in their order, and whether the count of the project's users is right.
#[derive(Debug)]
pub struct Arrivals {
    /// One for each user. A user whose transaction failed may be sent again.
    pub outcomes: Vec<Result<Arrival>>,
    /// Whether everybody who is new was counted. If not, the project must be recounted.
    pub counted: bool,
}

impl Store {
    /// Tells what would come of these users: one round trip, and nothing is written.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn preview_import(&self, project: &ProjectId, users: &[Incoming]) -> Result<Vec<Arrival>> {
        let wanted: Vec<Key> = users.iter().flat_map(|user| user.keys(project)).flatten().collect();
        let found = self.read_many(&wanted, Consistency::Strong).await?;
        Ok(users.iter().map(|user| judge(project, user, &found)).collect())
    }

    /// Takes users in: one look at all of them, one transaction for each who is new, side by side, and then the count. Who is
    /// broken off between the transactions and the count leaves it off by so many at most; a run that meets users of an
    /// earlier one must recount.
    ///
    /// # Errors
    /// Only when the table cannot be read; what comes of a user is its own outcome.
    pub async fn import_users(&self, project: &Project, users: &[Incoming], change: &Change) -> Result<Arrivals> {
        let before = self.preview_import(&project.id, users).await?;
        let arrivals = users.iter().zip(before).map(|(user, before)| async move {
            match before {
                Arrival::New => self.import_user(project, user, change).await,
                known => Ok((known, None)),
            }
        });
        let (mut outcomes, mut new) = (Vec::with_capacity(users.len()), BTreeMap::<Place, i64>::new());
        for arrival in join_all(arrivals).await {
            if let Ok((Arrival::New, Some(place))) = arrival {
                *new.entry(place).or_default() += 1;
            }
            outcomes.push(arrival.map(|(arrival, _)| arrival));
        }
        let counts = new.into_iter().map(|(place, amount)| self.count_users(&project.id, place, amount));
        let counted = join_all(counts).await.iter().all(Result::is_ok);
        Ok(Arrivals { outcomes, counted })
    }

    async fn import_user(
        &self,
        project: &Project,
        incoming: &Incoming,
        change: &Change,
    ) -> Result<(Arrival, Option<Place>)> {
        // Every user of a batch is an attempt of its own.
        let id = Ulid::from_parts(change.id.timestamp_ms(), change.id.random() ^ incoming.cid.random());
        let change = Change { id, ..change.clone() };
        let cid = incoming.incarnation(&change);
        let place = place_of(project, cid);
        let record = StoredUser {
            user: incoming.user.clone(),
            cid,
            version: id,
            place,
            epoch: 0,
            prefs: StoredPrefs::Inline(incoming.user.prefs.clone()),
            targets: Vec::new(),
        };
        let error = match self.move_in(&project.id, record, &change).await {
            Ok(()) => return Ok((Arrival::New, Some(place))),
            Err(TransactError::Stale) => Error::Contention,
            Err(TransactError::Failed(error)) => error,
        };
        // Somebody was faster, or the answer was lost: what stands there tells.
        let there = self.read_user(&project.id, &incoming.user.id).await;
        if there.is_ok_and(|there| there.version == id) {
            return Ok((Arrival::New, Some(place)));
        }
        match (error, self.preview_import(&project.id, std::slice::from_ref(incoming)).await?.pop()) {
            (Error::UserAlreadyExists, Some(arrival)) if arrival != Arrival::New => Ok((arrival, None)),
            (error, _) => Err(error),
        }
    }

    async fn move_in(&self, project: &ProjectId, mut record: StoredUser, change: &Change) -> Result<(), TransactError> {
        let taken = OnConditionFailed::Because(|| Error::UserAlreadyExists);
        let (prefs, spilled) = store_prefs(project, &record, &record.user.prefs, change.id)?;
        record.prefs = prefs;
        let mut arrival =
            self.transaction(change.id, 0).put_if(record.to_item(project)?, &Condition::absent(), taken)?;
        let email = record.user.email.as_ref().map(|email| keys::email_claim(project, email));
        let phone = record.user.phone.as_ref().map(|phone| keys::phone_claim(project, phone));
        for key in email.iter().chain(&phone) {
            arrival = arrival.put_if(claim(key, &record), &Condition::absent(), taken)?;
        }
        if let Some(item) = spilled {
            arrival = arrival.put(item)?;
        }
        for word in record.user.words() {
            arrival = arrival.put(posting(project, &record, &word))?;
        }
        let line = self.log_line(project, (&record.user.id, record.cid), &Event::Create, change)?;
        arrival.record(line)?.run().await
    }
}

fn judge(project: &ProjectId, user: &Incoming, found: &HashMap<Key, Item>) -> Arrival {
    let is_others = |key: Option<&Key>| {
        key.and_then(|key| found.get(key)).is_some_and(|item| !ulid_of(item, "cid").is_some_and(|cid| user.is_own(cid)))
    };
    let [id, email, phone] = user.keys(project);
    match id.as_ref().and_then(|id| found.get(id)) {
        Some(_) if is_others(id.as_ref()) => Arrival::IdTaken,
        // Whatever has become of him since.
        Some(_) => Arrival::Known,
        None if is_others(email.as_ref()) => Arrival::EmailTaken,
        None if is_others(phone.as_ref()) => Arrival::PhoneTaken,
        None => Arrival::New,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_core::{Name, NewUser, Timestamp, UserId};

    fn incoming(source: &str, row: u32, at: u64) -> Incoming {
        let id = UserId::parse("ann").unwrap();
        let new = NewUser { id, email: None, phone: None, name: Name::default(), password: None };
        Incoming::new(User::create(new, Timestamp::from_millis(at)), source, row)
    }

    #[test]
    fn incarnations_follow_the_time_and_then_the_row() {
        let [first, second, third] = [incoming("z", 9, 1), incoming("y", 1, 2), incoming("x", 2, 2)];
        assert!(first.cid < second.cid && second.cid < third.cid);
    }

    #[test]
    fn an_earlier_import_is_known_by_its_source_whatever_row_and_time() {
        let ann = incoming("auth0|1", 1, 1);
        assert!(ann.is_own(incoming("auth0|1", 7, 9).cid));
        assert!(!ann.is_own(incoming("auth0|2", 1, 1).cid));
    }
}
