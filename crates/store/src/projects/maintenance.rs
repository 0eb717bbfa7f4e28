//! Work on a whole project: recount, reindex, deletion. Run from the command line; each may be interrupted and run
//! again.

use crate::Store;
use crate::lists::counters::{COUNT, places};
use crate::projects::usage;
use crate::table::condition::Condition;
use crate::table::failure::failed;
use crate::table::item::{number, text};
use crate::table::keys::{self, Key, Place, prefix};
use crate::table::query::Range;
use crate::table::transaction::{OnConditionFailed, TransactError};
use crate::teams::team::TeamRecord;
use crate::users::change::as_read;
use crate::users::create::posting;
use crate::users::item::{INDEXES, POSTINGS, POSTINGS_VERSION, StoredUser, VERSION};
use aws_sdk_dynamodb::types::AttributeValue;
use futures_util::FutureExt as _;
use futures_util::StreamExt;
use futures_util::stream;
use roster_core::{Change, Error, ListIndexes, Project, ProjectId, Result, Ulid};

/// Users that are processed in parallel.
const SIDE_BY_SIDE: usize = 16;
/// Users read in one step.
const STEP: usize = 500;
/// The most walks of a reindex after the first.
const MOST_WALKS: usize = 20;
/// How often a count is repeated that writers disturbed.
const RECOUNTS: usize = 10;

impl Store {
    /// Recounts the users of a project and sets its counters; returns the number of users.
    ///
    /// # Errors
    /// [`Error::Contention`] when writers disturbed every count of a place: try again when the project is quieter.
    pub async fn recount_project(&self, id: &ProjectId) -> Result<u64> {
        let project = self.get_project(id).await?;
        let mut total = 0;
        for place in places(&project) {
            total += self.recount_place(&project, place).await?;
        }
        Ok(total)
    }

    async fn recount_place(&self, project: &Project, place: Place) -> Result<u64> {
        let counter = keys::user_counter(&project.id, place);
        for _ in 0..RECOUNTS {
            let before = self.read_count(&counter).await?;
            let listed = self.count(&Range::of_index(keys::user_list(&project.id, place)), None, u64::MAX).await?;
            // A user being deleted is counted until its job is deleted.
            let leaving =
                self.open_jobs(&project.id).await?.iter().filter(|job| job.is_of_user_at(place)).count() as u64;
            if self.set_count(&counter, before, listed + leaving).await? {
                return Ok(listed);
            }
        }
        Err(Error::Contention)
    }

    /// The value of a counter: below zero when a deletion was counted and the creation was not.
    async fn read_count(&self, counter: &Key) -> Result<Option<i64>> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(counter.attributes()));
        let answer = request.consistent_read(true).send().boxed().await.map_err(failed("GetItem"))?;
        Ok(answer.item.and_then(|item| item.get(COUNT)?.as_n().ok()?.parse().ok()))
    }

    /// Sets a counter if it still has the value that was read.
    async fn set_count(&self, counter: &Key, before: Option<i64>, count: u64) -> Result<bool> {
        let unmoved = before.map_or_else(|| Condition::unset(COUNT), |before| Condition::equal(COUNT, number(before)));
        let mut item = counter.attributes();
        item.insert(COUNT.to_owned(), number(count));
        let request = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let request = request
            .set_condition_expression(unmoved.expression())
            .set_expression_attribute_names(unmoved.names(&[]))
            .set_expression_attribute_values(unmoved.values(&[]));
        match request.send().boxed().await {
            Ok(_) => Ok(true),
            Err(error)
                if error.as_service_error().is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Ok(false)
            }
            Err(error) => Err(failed("PutItem")(error)),
        }
    }

    /// Rewrites the postings of every user and every team with the word rules of this version; returns the number of
    /// users. Needed once after an update that changes those rules. `progress` is called with the number of users done.
    /// May be interrupted and run again, while functions of this version and of the former one work on the project.
    ///
    /// A function of the former version writes a user without the postings of rare values, and without the note that they
    /// exist, and without the indexes of the project. So the users are walked again until a walk finds no user without
    /// this note, and only then lists use them.
    ///
    /// # Errors
    /// [`Error::Contention`] when functions of the former version change users during each of many walks.
    pub async fn reindex_project(
        &self,
        id: &ProjectId,
        change: &Change,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<u64> {
        let project = self.get_project(id).await?;
        self.reindex_teams(id).await?;
        let done = self.reindex_users(&project, change, |_| true, progress).await?;
        for _ in 0..MOST_WALKS {
            let is_left = |record: &StoredUser| !is_indexed(record, &project);
            if self.reindex_users(&project, change, is_left, &mut |_| {}).await? == 0 {
                self.delete_stale_rare_values(&project).await?;
                self.delete_places(id, project.indexes).await?;
                self.mark_indexed(&project, change).await?;
                return Ok(done);
            }
        }
        Err(Error::Contention)
    }

    /// Rewrites the postings of those users that `which` selects; returns their number.
    async fn reindex_users(
        &self,
        project: &Project,
        change: &Change,
        which: impl Fn(&StoredUser) -> bool + Send,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<u64> {
        let mut walk = self.walk(project, true, None);
        let mut done = 0;
        loop {
            let mut step = walk.take(STEP).await?;
            if step.is_empty() {
                return Ok(done);
            }
            step.retain(&which);
            let mut indexed = stream::iter(step)
                .map(|record| self.reindex_user(project, change, record))
                .buffer_unordered(SIDE_BY_SIDE);
            while let Some(outcome) = indexed.next().await {
                outcome?;
                done += 1;
            }
            progress(done);
        }
    }

    /// A user who changed in the meantime has new postings already, or is found by the next walk. The notes are a new
    /// version of the user: a change that has read the former one would write the user without them.
    async fn reindex_user(&self, project: &Project, change: &Change, record: StoredUser) -> Result<()> {
        let user = keys::user(&project.id, &record.user.id);
        let (writes, as_read, stale) = (self.shared_work(), as_read(&record), OnConditionFailed::Stale);
        let mut writes = if is_indexed(&record, project) {
            writes.check(&user, &as_read, stale)?
        } else {
            let indexes = AttributeValue::L(project.indexes.iter().map(text).collect());
            let version = text(own_attempt(change, record.cid).id.to_string());
            let notes = [(POSTINGS, number(POSTINGS_VERSION)), (INDEXES, indexes), (VERSION, version)];
            writes.set_if(&user, &notes, &as_read, stale)?
        };
        let after = StoredUser { indexes: project.indexes, ..record.clone() };
        let (former, wanted) = (record.words(), after.words());
        for word in &wanted {
            writes = writes.put(posting(&project.id, &after, word))?;
        }
        for word in former.difference(&wanted) {
            writes = writes.delete(&keys::posting(&project.id, record.place, word, record.cid))?;
        }
        match writes.run().await {
            Ok(()) | Err(TransactError::Stale) => Ok(()),
            Err(TransactError::Failed(error)) => Err(error),
        }
    }

    /// Deletes a project and everything in it; returns the number of deleted users. No new request is served from the
    /// start; functions cache a project for up to a minute, so close it and wait first if they may still write.
    /// `progress` is called with the number of users done. May be interrupted and run again.
    ///
    /// # Errors
    /// [`Error::ProjectNotFound`].
    pub async fn delete_project(
        &self,
        id: &ProjectId,
        change: &Change,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<u64> {
        let project = self.close_project(id, change).await?;
        let mut walk = self.walk(&project, true, None);
        let mut done = 0;
        loop {
            let step = walk.take(STEP).await?;
            if step.is_empty() {
                break;
            }
            let deletions = step.into_iter().map(|record| self.delete_record(id, record, change));
            let mut deleted = stream::iter(deletions).buffer_unordered(SIDE_BY_SIDE);
            while let Some(outcome) = deleted.next().await {
                outcome?;
                done += 1;
            }
            progress(done);
        }
        self.delete_teams(id, change).await?;
        for job in self.open_jobs(id).await? {
            self.run_job(&job).await?;
        }
        self.delete_settings(&project).await?;
        Ok(done)
    }

    async fn delete_record(&self, project: &ProjectId, record: StoredUser, change: &Change) -> Result<()> {
        match self.delete_user(project, &record.user.id, &own_attempt(change, record.cid)).await {
            Ok(()) | Err(Error::UserNotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Deletes each team by a deletion of its own, whose job keeps the words of the team.
    async fn delete_teams(&self, project: &ProjectId, change: &Change) -> Result<()> {
        for item in self.query_every(&Range::of_index(keys::team_list(project))).await? {
            let record = TeamRecord::from_item(item)?;
            match self.delete_team(project, &record.team.id, &own_attempt(change, record.tc)).await {
                Ok(()) | Err(Error::TeamNotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Deletes keys, texts of messages, providers, statistics and counters, and the project last: until then everything can be repeated.
    async fn delete_settings(&self, project: &Project) -> Result<()> {
        let mut gone: Vec<Key> = Vec::new();
        let of_the_project = |prefix: &str| Range::of(keys::project(&project.id).pk).beginning(prefix);
        let listed = [prefix::API_KEY, prefix::TEMPLATE, prefix::PROVIDER].map(of_the_project);
        for key in self.list_keys(&project.id).await? {
            gone.push(keys::api_key(&key.hash));
        }
        for listed in usage::partitions(&project.id).map(Range::of).chain(listed) {
            gone.extend(self.query_every(&listed).await?.iter().filter_map(Key::of));
        }
        gone.extend(places(project).map(|place| keys::user_counter(&project.id, place)));
        self.delete_many(&gone).await?;
        self.delete_places(&project.id, ListIndexes::default()).await?;
        self.delete_many(&[keys::project(&project.id)]).await
    }
}

/// Whether the item of the user says that all postings of this version exist.
fn is_indexed(record: &StoredUser, project: &Project) -> bool {
    record.rare_values_indexed && record.indexes == project.indexes
}

/// The change of one user or team of many is an attempt of its own, identified by the incarnation.
fn own_attempt(change: &Change, cid: Ulid) -> Change {
    Change { id: Ulid::from_parts(change.id.timestamp_ms(), cid.random()), ..change.clone() }
}
