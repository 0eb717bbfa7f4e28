//! Searching for users by their words.

use crate::Store;
use crate::lists::lookups::Candidates;
use crate::lists::walk::{WALK_STEP, WALK_USERS};
use crate::lists::window::Window;
use crate::table::batch::Consistency;
use crate::table::keys;
use crate::users::item::StoredUser;
use futures_util::future::try_join_all;
use roster_core::{Error, ListUsers, MAX_TOTAL, Project, Result, SearchTerm, Ulid, UserId};

/// The most words of a term that are looked up, the longest first; the other words are checked on the users found.
const MOST_LOOKUPS: usize = 5;

impl Store {
    /// The total, and the users of the page without their spilled preferences.
    pub(crate) async fn search_users(
        &self,
        project: &Project,
        query: &ListUsers,
        term: &SearchTerm,
        cursor: Option<Ulid>,
    ) -> Result<(u64, Vec<StoredUser>)> {
        let window = Window::of(query);
        let (total, page) = match self.find_exact(project, term).await? {
            Some(record) => (1, window.cut(beyond(cursor, &window, record))),
            None if term.is_empty() => (0, Vec::new()),
            None => match self.narrow(project, term).await? {
                Some(Narrowed { candidates, settled: true }) => {
                    self.search_settled(project, term, &window, cursor, candidates).await?
                }
                Some(Narrowed { candidates, settled: false })
                    if !self.is_cheaper_to_walk(project, candidates.len()).await? =>
                {
                    self.search_among(project, term, &window, cursor, candidates).await?
                }
                _ => self.search_walk(project, term, &window, cursor, query.with_total).await?,
            },
        };
        Ok((if query.with_total { total } else { 0 }, page))
    }

    /// The users with every looked-up word that is rare enough to narrow the search; `None` when no word is.
    async fn narrow(&self, project: &Project, term: &SearchTerm) -> Result<Option<Narrowed>> {
        let words = term.lookups.iter().take(MOST_LOOKUPS);
        let found = try_join_all(words.map(|word| self.look_up(project, word, false))).await?;
        let settled = term.is_settled_by_lookups() && term.lookups.len() == found.iter().flatten().count();
        let narrowed = found.into_iter().flatten().reduce(|mut all, of_word| {
            all.retain(|cid, _| of_word.contains_key(cid));
            all
        });
        Ok(narrowed.map(|candidates| Narrowed { candidates, settled }))
    }

    /// Every candidate matches, so their number is the total and only those of the page are read. A user who was
    /// deleted a moment ago still has postings; that user is not counted, and the next takes their place.
    async fn search_settled(
        &self,
        project: &Project,
        term: &SearchTerm,
        window: &Window,
        cursor: Option<Ulid>,
        candidates: Candidates,
    ) -> Result<(u64, Vec<StoredUser>)> {
        let mut total = candidates.len();
        let ahead = candidates.into_iter().filter(|(cid, _)| window.is_beyond(cursor, *cid)).collect();
        let mut ahead = window.in_order(ahead).into_iter().skip(window.offset);
        let mut page = Vec::new();
        while page.len() < window.limit {
            let step: Vec<_> = ahead.by_ref().take(window.limit - page.len()).collect();
            if step.is_empty() {
                break;
            }
            let found = self.fetch(project, term, &step).await?;
            total -= step.len() - found.len();
            page.extend(window.in_order(found));
        }
        Ok((total as u64, Window { offset: 0, ..*window }.cut(page)))
    }

    /// Not every candidate matches, so all are read to count the matches.
    async fn search_among(
        &self,
        project: &Project,
        term: &SearchTerm,
        window: &Window,
        cursor: Option<Ulid>,
        candidates: Candidates,
    ) -> Result<(u64, Vec<StoredUser>)> {
        let mut found = self.fetch(project, term, &candidates.into_iter().collect::<Vec<_>>()).await?;
        let total = found.len() as u64;
        found.retain(|record| window.is_beyond(cursor, record.cid));
        Ok((total, window.cut(window.in_order(found))))
    }

    /// The candidates that still exist and match, oldest first.
    async fn fetch(
        &self,
        project: &Project,
        term: &SearchTerm,
        candidates: &[(Ulid, UserId)],
    ) -> Result<Vec<StoredUser>> {
        let wanted: Vec<_> = candidates.iter().map(|(_, id)| keys::user(&project.id, id)).collect();
        let found = self.read_many(&wanted, Consistency::Strong).await?;
        let mut records = Vec::with_capacity(candidates.len());
        for (cid, id) in candidates {
            let Some(item) = found.get(&keys::user(&project.id, id)) else { continue };
            let record = StoredUser::from_item(item.clone())?;
            if record.cid == *cid && term.matches(&record.user) {
                records.push(record);
            }
        }
        records.sort_by_key(|record| record.cid);
        Ok(records)
    }

    /// Reads the list in order and keeps the users who match: for terms that no posting narrows. After a limit of users
    /// read, the search is rejected as too broad.
    async fn search_walk(
        &self,
        project: &Project,
        term: &SearchTerm,
        window: &Window,
        cursor: Option<Ulid>,
        with_total: bool,
    ) -> Result<(u64, Vec<StoredUser>)> {
        let wanted = window.end();
        let mut walk = self.walk(project, window.forward, None);
        let (mut total, mut page) = (0, Vec::new());
        for _ in 0..WALK_USERS / WALK_STEP {
            let step = walk.take(WALK_STEP).await?;
            let at_end = step.len() < WALK_STEP;
            for record in step.into_iter().filter(|record| term.matches(&record.user)) {
                total += 1;
                if page.len() < wanted && window.is_beyond(cursor, record.cid) {
                    page.push(record);
                }
            }
            let counted = !with_total || total >= MAX_TOTAL;
            if at_end || (counted && page.len() >= wanted) {
                return Ok((total.min(MAX_TOTAL), window.cut(page)));
            }
        }
        Err(Error::SearchTooBroad)
    }
}

/// The users that remain after the lookups.
struct Narrowed {
    candidates: Candidates,
    /// Whether every candidate matches, so that none needs to be read.
    settled: bool,
}

fn beyond(cursor: Option<Ulid>, window: &Window, record: StoredUser) -> Vec<StoredUser> {
    if window.is_beyond(cursor, record.cid) { vec![record] } else { Vec::new() }
}
