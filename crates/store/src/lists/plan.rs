//! Lists of users with filters and orders: the choice between index lookups and a walk.

use crate::Store;
use crate::lists::lookups::{CandidateSet, LookupResult};
use crate::lists::walk::{FEWEST_READ, WALK_STEP, WALK_USERS};
use crate::lists::window::Window;
use crate::table::batch::Consistency;
use crate::table::keys;
use crate::users::item::StoredUser;
use roster_core::{
    Direction, Error, Filter, IndexHint, ListUsers, MAX_TOTAL, Order, Project, Rank, Result, SearchTerm, Ulid, User,
    UserId,
};
use std::cmp::Ordering;

/// The most users that are sorted in memory.
const MOST_SORTED: usize = 5_000;

impl Store {
    /// The total, and the users of the page without their spilled preferences.
    ///
    /// # Errors
    /// [`Error::OrderValueMissing`], [`Error::QueriesTooBroad`].
    pub(crate) async fn query_users(
        &self,
        project: &Project,
        query: &ListUsers,
        cursor: Option<&StoredUser>,
    ) -> Result<(u64, Vec<StoredUser>)> {
        if let Some(attribute) = cursor.and_then(|cursor| query.orders.missing(&cursor.user)) {
            return Err(Error::OrderValueMissing(attribute));
        }
        let (total, page) = match self.find(project, query, cursor).await? {
            Found::All(found) => (found.len() as u64, sorted_page(query, cursor, found)),
            Found::Page(total, page) => (total, page),
        };
        Ok((if query.with_total { total.min(MAX_TOTAL) } else { 0 }, page))
    }

    async fn find(&self, project: &Project, query: &ListUsers, cursor: Option<&StoredUser>) -> Result<Found> {
        if let Some(term) = &query.search {
            if let Some(named) = self.find_exact(project, term).await? {
                let fits = query.filter.as_ref().is_none_or(|filter| filter.matches(&named.user));
                return Ok(Found::All(if fits { vec![named] } else { Vec::new() }));
            }
            if term.is_empty() {
                return Ok(Found::All(Vec::new()));
            }
        }
        let filter = query.filter.as_ref();
        let hint = IndexHint::both(
            filter.and_then(Filter::index_hint),
            query.search.as_ref().and_then(SearchTerm::index_hint),
        );
        let found = match &hint {
            Some(hint) => self.run_lookups(project, hint).await?,
            None => None,
        };
        let Some(LookupResult { candidates, complete }) = found else {
            return self.find_by_walking(project, query, cursor).await;
        };
        let settled = complete && query.search.is_none() && filter.is_some_and(Filter::is_settled_by_hint);
        match by_creation(&candidates) {
            Some(queue) if query.orders.is_empty() && (settled || !query.with_total) => {
                self.find_page_of(project, query, cursor, queue, settled).await
            }
            _ if self.is_cheaper_to_walk(project, candidates.len()).await? => {
                self.find_by_walking(project, query, cursor).await
            }
            _ => {
                let candidates: Vec<_> = candidates.into_iter().collect();
                Ok(Found::All(self.fetch_matching(project, query, &candidates).await?))
            }
        }
    }

    /// Reads candidates in the order of the list until the page is full. When they are settled, candidates that are not
    /// read count as matches; a candidate that was deleted a moment ago does not, and the next takes its place.
    async fn find_page_of(
        &self,
        project: &Project,
        query: &ListUsers,
        cursor: Option<&StoredUser>,
        mut queue: Vec<(UserId, Option<Ulid>)>,
        settled: bool,
    ) -> Result<Found> {
        let mut window = Window::of(query);
        let cursor = cursor.map(|cursor| cursor.cid);
        let mut total = queue.len();
        if !window.forward {
            queue.reverse();
        }
        queue.retain(|(_, cid)| cid.is_some_and(|cid| window.is_beyond(cursor, cid)));
        if settled {
            queue.drain(..window.offset.min(queue.len()));
            window.offset = 0;
        }
        let (mut page, mut ahead, mut step) = (Vec::new(), queue.as_slice(), window.end());
        while page.len() < window.end() && !ahead.is_empty() {
            let (next, rest) = ahead.split_at(step.clamp(1, WALK_STEP).min(ahead.len()));
            let mut found = self.fetch_matching(project, query, next).await?;
            total -= next.len() - found.len();
            found.sort_by_key(|record| record.cid);
            if !window.forward {
                found.reverse();
            }
            page.append(&mut found);
            // Few match, so each round trip reads more.
            (ahead, step) = (rest, step.max(FEWEST_READ).saturating_mul(2));
        }
        Ok(Found::Page(total as u64, window.cut(page)))
    }

    /// Reads the list in order and keeps the users who match, up to a limit of users read.
    async fn find_by_walking(
        &self,
        project: &Project,
        query: &ListUsers,
        cursor: Option<&StoredUser>,
    ) -> Result<Found> {
        let window = Window::of(query);
        let sorts = !query.orders.is_empty();
        let cursor = cursor.map(|cursor| cursor.cid);
        // Users before the cursor are read only to be counted or sorted.
        let start = cursor.filter(|_| !query.with_total && !sorts);
        let mut walk = self.walk(project, window.forward || sorts, start);
        let (mut total, mut kept) = (0, Vec::new());
        for _ in 0..WALK_USERS / WALK_STEP {
            let step = walk.take(WALK_STEP).await?;
            let at_end = step.len() < WALK_STEP;
            for record in step.into_iter().filter(|record| matches(query, &record.user)) {
                total += 1;
                if sorts || (kept.len() < window.end() && window.is_beyond(cursor, record.cid)) {
                    kept.push(record);
                }
            }
            if sorts && kept.len() > MOST_SORTED {
                break;
            }
            if sorts && at_end {
                return Ok(Found::All(kept));
            }
            let counted = !query.with_total || total >= MAX_TOTAL;
            if !sorts && (at_end || (counted && kept.len() >= window.end())) {
                return Ok(Found::Page(total, window.cut(kept)));
            }
        }
        Err(Error::QueriesTooBroad)
    }

    /// The candidates that still exist and match.
    async fn fetch_matching(
        &self,
        project: &Project,
        query: &ListUsers,
        candidates: &[(UserId, Option<Ulid>)],
    ) -> Result<Vec<StoredUser>> {
        let wanted: Vec<_> = candidates.iter().map(|(id, _)| keys::user(&project.id, id)).collect();
        let mut found = self.read_many(&wanted, Consistency::Strong).await?;
        let mut records = Vec::with_capacity(found.len());
        for ((_, cid), key) in candidates.iter().zip(&wanted) {
            let Some(item) = found.remove(key) else { continue };
            let record = StoredUser::from_item(item)?;
            // Another incarnation is another user, who was not in the index.
            if cid.is_none_or(|cid| cid == record.cid) && matches(query, &record.user) {
                records.push(record);
            }
        }
        Ok(records)
    }
}

/// The users that were found.
enum Found {
    /// All users who match.
    All(Vec<StoredUser>),
    /// The number of users who match, and the page.
    Page(u64, Vec<StoredUser>),
}

fn matches(query: &ListUsers, user: &User) -> bool {
    query.filter.as_ref().is_none_or(|filter| filter.matches(user))
        && query.search.as_ref().is_none_or(|term| term.matches(user))
}

/// The candidates, oldest first; `None` when one has no known incarnation.
fn by_creation(candidates: &CandidateSet) -> Option<Vec<(UserId, Option<Ulid>)>> {
    let mut queue: Vec<_> = candidates.iter().map(|(id, cid)| (id.clone(), *cid)).collect();
    queue.sort_by_key(|(_, cid)| *cid);
    queue.first().is_none_or(|(_, cid)| cid.is_some()).then_some(queue)
}

/// The page of all users who match, in the requested order.
fn sorted_page(query: &ListUsers, cursor: Option<&StoredUser>, found: Vec<StoredUser>) -> Vec<StoredUser> {
    let turned = query.orders.is_empty() && query.order == Order::Descending;
    let rank = |record: &StoredUser| query.orders.rank(&record.user, record.cid.into(), query.chance);
    let compare = |a: &Rank, b: &Rank| {
        let order = query.orders.compare(a, b);
        if turned { order.reverse() } else { order }
    };
    let mut ranked: Vec<_> = found.into_iter().map(|record| (rank(&record), record)).collect();
    ranked.sort_by(|(a, _), (b, _)| compare(a, b));
    let before = query.direction == Direction::Before;
    if let Some(cursor) = cursor.map(rank) {
        let side = if before { Ordering::Less } else { Ordering::Greater };
        ranked.retain(|(rank, _)| compare(rank, &cursor) == side);
    }
    if before {
        ranked.reverse();
    }
    let (offset, limit) = (query.offset.get(), query.limit.get());
    let page: Vec<_> = ranked.into_iter().skip(offset).take(limit).map(|(_, record)| record).collect();
    if before { page.into_iter().rev().collect() } else { page }
}
