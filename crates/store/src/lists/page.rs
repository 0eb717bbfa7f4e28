//! Listing users, page by page.

use crate::Store;
use crate::lists::explain::note;
use crate::lists::walk::WALK_USERS;
use crate::lists::window::Window;
use crate::table::batch::Consistency;
use crate::users::item::StoredUser;
use roster_core::{Error, ListUsers, Listing, Offset, Prefs, Project, Result, Ulid, User, UserId};

/// A larger offset is walked in steps, so that skipped users are not all in memory.
const FAR: usize = Offset::MAX as usize;
/// The separate items that are fetched in one step: a page of queries may be long, and each item may be 64 kB of
/// preferences.
pub(crate) const PARTS_AT_ONCE: usize = 1_000;
/// The most bytes of preferences on one page. They are in memory several times when decompressed, and the platform
/// returns at most 5.5 MB compressed. Targets and labels are not counted: those of the longest page have some 250 MB at
/// most.
const MOST_PREFS: usize = 32_000_000;

/// The preferences on a page of users or teams, in bytes of JSON.
#[derive(Default)]
pub(crate) struct PrefsOfPage(usize);

impl PrefsOfPage {
    /// Counts the preferences of one more user or team.
    ///
    /// # Errors
    /// [`Error::AnswerTooLarge`] when they are too many for one page.
    pub(crate) fn add(&mut self, prefs: &Prefs) -> Result<()> {
        self.0 += prefs.as_json().len();
        if self.0 > MOST_PREFS { Err(Error::AnswerTooLarge) } else { Ok(()) }
    }
}

impl Store {
    /// Lists users, or searches for some: a page in the order of creation or another order, and the total.
    ///
    /// # Errors
    /// [`Error::CursorNotFound`], [`Error::SearchTooBroad`], [`Error::AnswerTooLarge`]; of filters and orders also
    /// [`Error::QueriesTooBroad`], [`Error::OrderValueMissing`].
    pub async fn list_users(&self, project: &Project, query: &ListUsers) -> Result<Listing<User>> {
        let cursor = self.find_cursor(project, query.cursor.as_ref()).await?;
        let is_plain = query.search.is_none() && query.filter.is_none() && query.orders.is_empty();
        let (total, mut records) = if is_plain {
            note(|| "a page of the list, and the counters".to_owned());
            let page = self.read_page(project, query, cursor.map(|record| record.cid));
            tokio::try_join!(self.total_if(project, query.with_total), page)?
        } else {
            // Boxed, because its state would enlarge every other list.
            Box::pin(self.query_users(project, query, cursor.as_ref())).await?
        };
        self.fill_page(project, &mut records).await?;
        Ok(Listing { total, items: records.into_iter().map(|record| record.user).collect() })
    }

    async fn find_cursor(&self, project: &Project, cursor: Option<&UserId>) -> Result<Option<StoredUser>> {
        let Some(id) = cursor else { return Ok(None) };
        match self.read_user(&project.id, id).await {
            Ok(record) => Ok(Some(record)),
            Err(Error::UserNotFound) => Err(Error::CursorNotFound(id.clone())),
            Err(error) => Err(error),
        }
    }

    async fn total_if(&self, project: &Project, with_total: bool) -> Result<u64> {
        if with_total { self.total_users(project).await } else { Ok(0) }
    }

    async fn read_page(&self, project: &Project, query: &ListUsers, cursor: Option<Ulid>) -> Result<Vec<StoredUser>> {
        let window = Window::of(query);
        if window.limit == 0 {
            return Ok(Vec::new());
        }
        if window.end() > WALK_USERS {
            return Err(Error::QueriesTooBroad);
        }
        let mut walk = self.walk(project, window.forward, cursor);
        let mut rest = window;
        while rest.offset > FAR {
            walk.take(FAR).await?;
            rest.offset -= FAR;
        }
        Ok(rest.cut(walk.take(rest.end()).await?))
    }

    /// Fetches the separate items of the users on a page: in one step, or in several for very large pages.
    async fn fill_page(&self, project: &Project, records: &mut [StoredUser]) -> Result<()> {
        let (mut parts, mut held) = (0, PrefsOfPage::default());
        let is_same_step = |record: &StoredUser, _: &StoredUser| {
            parts += record.part_keys(&project.id).count();
            let fits = parts < PARTS_AT_ONCE;
            parts = if fits { parts } else { 0 };
            fits
        };
        for step in records.chunk_by_mut(is_same_step) {
            self.fetch_parts(project, step).await?;
            for record in step.iter() {
                held.add(&record.user.prefs)?;
            }
        }
        Ok(())
    }

    /// Fetches preferences and targets that have items of their own, if any. A user who changed between list and fetch
    /// is read again.
    pub(crate) async fn fetch_parts(&self, project: &Project, records: &mut [StoredUser]) -> Result<()> {
        let keys: Vec<_> = records.iter().flat_map(|record| record.part_keys(&project.id)).collect();
        if keys.is_empty() {
            return Ok(());
        }
        let found = self.read_many(&keys, Consistency::Strong).await?;
        for record in records.iter_mut().filter(|record| record.has_parts()) {
            if !record.fill(&project.id, |key| found.get(key))? {
                self.read_again(project, record).await?;
            }
        }
        Ok(())
    }

    async fn read_again(&self, project: &Project, record: &mut StoredUser) -> Result<()> {
        match self.read_user(&project.id, &record.user.id).await {
            Ok(now) => *record = now,
            // Deleted since the list was read; the preferences and targets are gone, and the user is shown without
            // them.
            Err(Error::UserNotFound) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}
