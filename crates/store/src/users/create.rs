//! Creating a user.

use crate::Store;
use crate::identities::find::FoundAccount;
use crate::identities::sign_in::{Begins, NewIdentity};
use crate::identities::writes::{created, put_identity};
use crate::sessions::item::session_item;
use crate::table::condition::Condition;
use crate::table::item::Item;
use crate::table::keys::{self, Place};
use crate::table::retry_budget::with_cleanup_budget;
use crate::table::transaction::{OnConditionFailed, TransactError, Transaction};
use crate::users::item::{StoredPrefs, StoredUser, claim};
use roster_core::{
    Change, Counted, Error, Event, NewUser, Prefs, Project, ProjectId, Result, SecretHash, Session, Timestamp, Ulid,
    User,
};

/// What is written with a new user.
#[derive(Clone, Copy)]
pub(crate) enum First<'a> {
    /// Nothing more.
    Nothing,
    /// A session, with the hash of its secret.
    Session(&'a Session, &'a SecretHash),
    /// The account at a provider with which they come, and what begins.
    Account(&'a FoundAccount, &'a NewIdentity<'a>, &'a Begins<'a>),
}

impl Store {
    /// Creates a user: the user, the claims on email and phone, the postings and the log entry in one transaction, and
    /// the count beside it. Two users with one id, email or phone are impossible.
    ///
    /// # Errors
    /// [`Error::UserAlreadyExists`] when another user has one of them.
    pub async fn create_user(&self, project: &Project, new: NewUser, change: &Change) -> Result<User> {
        self.create(project, (User::create(new, change.at), First::Nothing), None, change).await
    }

    /// Creates a user who comes by themselves or by an invitation: as [`Store::create_user`], if the project may have one more.
    /// However many come at the same time, never more are created. `is_access` makes this time that of their last access.
    ///
    /// # Errors
    /// As [`Store::create_user`]; [`Error::TooManyUsers`].
    pub async fn sign_up(&self, project: &Project, new: NewUser, is_access: bool, change: &Change) -> Result<User> {
        let user = User::create(new, change.at);
        let user = if is_access { user.with_access(change.at) } else { user };
        self.create(project, (user, First::Nothing), project.rules.users_limit, change).await
    }

    /// Creates a user as [`Store::sign_up`] does, with their first session in the same transaction: for somebody who could not
    /// sign in otherwise. The log of the user begins with the session.
    ///
    /// # Errors
    /// As [`Store::sign_up`].
    pub async fn sign_up_with_session(
        &self,
        project: &Project,
        new: NewUser,
        session: (&Session, &SecretHash),
        is_access: bool,
        change: &Change,
    ) -> Result<User> {
        let user = User::create(new, change.at);
        let user = if is_access { user.with_access(change.at) } else { user };
        let first = First::Session(session.0, session.1);
        let user = self.create(project, (user, first), project.rules.users_limit, change).await?;
        self.count_usage(&project.id, Counted::Session, change).await;
        Ok(user)
    }

    /// Creates a user in the limits of the project, with what is written in the same transaction.
    pub(crate) async fn create(
        &self,
        project: &Project,
        (user, first): (User, First<'_>),
        limit: Option<u64>,
        change: &Change,
    ) -> Result<User> {
        let record = StoredUser {
            user,
            cid: change.id,
            version: change.id,
            place: place_of(project, change.id),
            epoch: 0,
            kept_session: None,
            prefs: StoredPrefs::Inline(Prefs::default()),
            targets: Vec::new(),
            rare_values_indexed: true,
            indexes: project.indexes,
        };
        let creation = self.creation(&project.id, &record, &first, change)?;
        let (created, counted) = match limit {
            None => tokio::join!(creation.run(), self.count_users(&project.id, record.place, 1)),
            Some(limit) => {
                self.count_within(project, record.place, limit).await?;
                (creation.run().await, Ok(()))
            }
        };
        let error = match created {
            Ok(()) => {
                if let Err(cause) = counted {
                    tracing::warn!(?cause, "a created user is not counted until the next recount");
                }
                self.count_usage(&project.id, Counted::User, change).await;
                return Ok(record.user);
            }
            Err(TransactError::Stale) => Error::Contention,
            Err(TransactError::Failed(error)) => error,
        };
        with_cleanup_budget(async { self.settle(&project.id, record, counted.is_ok(), error).await }).await
    }

    /// Settles a creation that failed: it may have been written nevertheless; if not, the user is removed from the
    /// count.
    async fn settle(&self, project: &ProjectId, record: StoredUser, is_counted: bool, error: Error) -> Result<User> {
        if matches!(error, Error::Unavailable(_)) && self.was_created(project, &record).await {
            return Ok(record.user);
        }
        if is_counted && let Err(cause) = self.count_users(project, record.place, -1).await {
            tracing::warn!(?cause, "a user that was not created is counted until the next recount");
        }
        Err(error)
    }

    /// Whether a creation without any answer was written.
    async fn was_created(&self, project: &ProjectId, record: &StoredUser) -> bool {
        let found = self.read_user(project, &record.user.id).await;
        found.is_ok_and(|found| found.cid == record.cid)
    }

    fn creation(
        &self,
        project: &ProjectId,
        record: &StoredUser,
        first: &First<'_>,
        change: &Change,
    ) -> Result<Transaction<'_>> {
        let user = &record.user;
        let taken = OnConditionFailed::Because(|| Error::UserAlreadyExists);
        let mut creation =
            self.transaction(change.id, 0).put_if(record.to_item(project)?, &Condition::absent(), taken)?;
        let email = user.email.as_ref().map(|email| keys::email_claim(project, email));
        let phone = user.phone.as_ref().map(|phone| keys::phone_claim(project, phone));
        for key in email.iter().chain(&phone) {
            creation = creation.put_if(claim(key, record), &Condition::absent(), taken)?;
        }
        for word in record.words() {
            creation = creation.put(posting(project, record, &word))?;
        }
        let event = match first {
            First::Nothing => Event::Create,
            First::Session(session, secret) => {
                let item = session_item(project, session, secret, record)?;
                creation = creation.put_if(item, &Condition::absent(), OnConditionFailed::Stale)?;
                Event::CreateSession(session.id.clone())
            }
            First::Account(found, new, begins) => {
                let identity = created(record, new, change);
                creation = put_identity(creation, project, &identity, (&found.claimable(), taken))?;
                creation = begins.write(creation, project, record)?;
                begins.event()
            }
        };
        creation.record(self.log_line(project, (&user.id, record.cid), &event, change)?)
    }
}

/// The place of a new user: the slice of the time of creation, and a shard chosen by the random bits of the
/// incarnation.
pub(crate) fn place_of(project: &Project, cid: Ulid) -> Place {
    let slice = project.slice_at(Timestamp::from_millis(cid.timestamp_ms()));
    let shards = project.slices.get(slice).map_or(1, |slice| slice.shards.max(1));
    Place { slice: slice as u16, shard: (cid.random() % u128::from(shards)) as u16 }
}

/// The item of a posting: it holds the user id; the key holds the rest.
pub(crate) fn posting(project: &ProjectId, record: &StoredUser, word: &str) -> Item {
    let mut item = keys::posting(project, record.place, word, record.cid).attributes();
    item.insert("uid".to_owned(), crate::table::item::text(record.user.id.as_str()));
    item
}
