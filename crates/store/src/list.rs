//! Listing users, page by page.

use crate::Store;
use crate::batch::Consistency;
use crate::user_item::Record;
use roster_core::{Direction, Error, ListUsers, Listing, Order, Project, Result, Ulid, User, UserId};

impl Store {
    /// Lists users, or searches for some: a page in the order of creation, and how many there are in all.
    ///
    /// # Errors
    /// [`Error::CursorNotFound`], [`Error::SearchTooBroad`].
    pub async fn list_users(&self, project: &Project, query: &ListUsers) -> Result<Listing<User>> {
        let cursor = self.find_cursor(project, query.cursor.as_ref()).await?;
        let (total, mut records) = match &query.search {
            Some(term) => self.search_users(project, query, term, cursor).await?,
            None => {
                let page = self.read_page(project, query, cursor);
                tokio::try_join!(self.total_unless(project, query.skip_total), page)?
            }
        };
        self.fetch_parts(project, &mut records).await?;
        Ok(Listing { total, items: records.into_iter().map(|record| record.user).collect() })
    }

    async fn find_cursor(&self, project: &Project, cursor: Option<&UserId>) -> Result<Option<Ulid>> {
        let Some(id) = cursor else { return Ok(None) };
        match self.read_user(&project.id, id).await {
            Ok(record) => Ok(Some(record.cid)),
            Err(Error::UserNotFound) => Err(Error::CursorNotFound(id.clone())),
            Err(error) => Err(error),
        }
    }

    async fn total_unless(&self, project: &Project, skipped: bool) -> Result<u64> {
        if skipped { Ok(0) } else { self.total_users(project).await }
    }

    async fn read_page(&self, project: &Project, query: &ListUsers, cursor: Option<Ulid>) -> Result<Vec<Record>> {
        let window = Window::of(query);
        if window.limit == 0 {
            return Ok(Vec::new());
        }
        let walked = self.walk(project, window.forward, cursor).take(window.offset + window.limit).await?;
        Ok(window.cut(walked))
    }

    /// Fetches preferences and targets that have items of their own: nothing where no user has any. A user who was changed
    /// between list and fetch is read again.
    pub(crate) async fn fetch_parts(&self, project: &Project, records: &mut [Record]) -> Result<()> {
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

    async fn read_again(&self, project: &Project, record: &mut Record) -> Result<()> {
        match self.read_user(&project.id, &record.user.id).await {
            Ok(now) => *record = now,
            // Deleted since the list was read, which showed it: its preferences and targets are gone.
            Err(Error::UserNotFound) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// The part of the list that is asked for, in the direction in which it is read.
pub(crate) struct Window {
    /// Whether it is read from the oldest to the newest.
    pub(crate) forward: bool,
    pub(crate) offset: usize,
    pub(crate) limit: usize,
    /// Whether what was read is to be turned round.
    pub(crate) turned: bool,
}

impl Window {
    /// A page before the cursor is read away from it, and then turned round.
    pub(crate) fn of(query: &ListUsers) -> Self {
        let ascending = query.order == Order::Ascending;
        let turned = query.direction == Direction::Before;
        Self { forward: ascending != turned, offset: query.offset.get(), limit: query.limit.get(), turned }
    }

    /// The page of what was read from the cursor on.
    pub(crate) fn cut<T>(&self, read: Vec<T>) -> Vec<T> {
        let mut page: Vec<T> = read.into_iter().skip(self.offset).take(self.limit).collect();
        if self.turned {
            page.reverse();
        }
        page
    }
}
