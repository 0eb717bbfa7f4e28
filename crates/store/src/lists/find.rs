//! Finding the users of a list: among candidates, or by walking.

use crate::Store;
use crate::lists::budget::MOST_COMPARED;
use crate::lists::candidates::CandidateSet;
use crate::lists::explain::note;
use crate::lists::plan::Request;
use crate::lists::walk::{FEWEST_READ, WALK_STEP, WALK_USERS};
use crate::lists::window::Window;
use crate::table::batch::Consistency;
use crate::table::item::{Item, ulid_of};
use crate::table::keys;
use crate::users::item::StoredUser;
use roster_core::{Direction, Error, Filter, ListUsers, MAX_TOTAL, Order, Project, Rank, Result, Ulid, User, UserId};
use std::cmp::Ordering;

/// How many users a walk reads for the cost of reading one by its key.
const WALKED_PER_UNIT: f64 = 20.0;

/// The users that were found.
pub(crate) enum Found {
    /// All users who match.
    All(Vec<StoredUser>),
    /// The total, and the users of the page in the order of creation.
    Page(u64, Vec<StoredUser>),
}

impl Store {
    /// The total, and the users of the page without their spilled preferences.
    ///
    /// # Errors
    /// [`Error::OrderValueMissing`], [`Error::QueriesTooBroad`], [`Error::SearchTooBroad`].
    pub(crate) async fn query_users(
        &self,
        project: &Project,
        query: &ListUsers,
        cursor: Option<&StoredUser>,
    ) -> Result<(u64, Vec<StoredUser>)> {
        if let Some(attribute) = cursor.and_then(|cursor| query.orders.missing(&cursor.user)) {
            return Err(Error::OrderValueMissing(attribute));
        }
        let is_only_search = query.filter.is_none() && query.orders.is_empty();
        let found = self.find(&Request::of(project, query, cursor)).await.map_err(|error| match error {
            Error::QueriesTooBroad if is_only_search => Error::SearchTooBroad,
            error => error,
        });
        let (total, page) = match found? {
            Found::All(found) => (found.len() as u64, sorted_page(query, cursor, found)),
            Found::Page(total, page) => (total, page),
        };
        Ok((if query.with_total { total.min(MAX_TOTAL) } else { 0 }, page))
    }

    /// Finds the users among candidates; without any, or when reading the candidates costs more, by walking.
    pub(crate) async fn find_among(
        &self,
        request: &Request<'_>,
        candidates: Option<CandidateSet>,
        is_settled: bool,
    ) -> Result<Found> {
        let Some(candidates) = candidates else { return self.walk_all(request).await };
        let (count, sorts) = (candidates.len(), request.sorts());
        match candidates.by_creation() {
            Some(queue) if !sorts && (is_settled || !request.query.with_total) => {
                note(|| format!("{count} candidates are read until the page is full"));
                self.find_page_of(request, queue, is_settled).await
            }
            _ if self.is_cheaper_to_walk(request, count).await? => {
                note(|| format!("{count} candidates are so many that the list is walked"));
                self.walk_all(request).await
            }
            _ if count > MOST_COMPARED => Err(Error::QueriesTooBroad),
            _ => {
                note(|| format!("{count} candidates are all read"));
                Ok(Found::All(self.fetch_matching(request, &candidates.into_users()).await?))
            }
        }
    }

    /// Whether reading this many candidates one by one costs more than walking the whole list, or is not allowed.
    async fn is_cheaper_to_walk(&self, request: &Request<'_>, candidates: usize) -> Result<bool> {
        if candidates <= FEWEST_READ {
            return Ok(false);
        }
        let users = self.users_for_plan(request).await?;
        let is_cheaper = users / WALKED_PER_UNIT < candidates as f64 || candidates > MOST_COMPARED;
        Ok(users <= WALK_USERS as f64 && is_cheaper)
    }

    /// Reads candidates in the order of the list until the page is full. When they are settled, candidates that are not
    /// read count as matches; a candidate that was deleted a moment ago does not, and the next takes its place.
    async fn find_page_of(
        &self,
        request: &Request<'_>,
        mut queue: Vec<(UserId, Option<Ulid>)>,
        is_settled: bool,
    ) -> Result<Found> {
        let mut window = Window::of(request.query);
        let cursor = request.cursor();
        let mut total = queue.len();
        if !window.forward {
            queue.reverse();
        }
        queue.retain(|(_, cid)| cid.is_some_and(|cid| window.is_beyond(cursor, cid)));
        if is_settled {
            queue.drain(..window.offset.min(queue.len()));
            window.offset = 0;
        }
        let (mut page, mut ahead, mut step) = (Vec::new(), queue.as_slice(), window.end());
        while page.len() < window.end() && !ahead.is_empty() {
            if request.budget.is_spent() {
                return Err(Error::QueriesTooBroad);
            }
            let (next, rest) = ahead.split_at(step.clamp(1, WALK_STEP).min(ahead.len()));
            let mut found = self.fetch_matching(request, next).await?;
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

    /// Reads the list in order, counts the users who match, and keeps those of the page, or all to sort them; `None` when
    /// the request has cost `until` units before that is done.
    pub(crate) async fn find_by_walking(&self, request: &Request<'_>, until: f64) -> Result<Option<Found>> {
        let (query, window, sorts) = (request.query, Window::of(request.query), request.sorts());
        let cursor = request.cursor();
        // Users before the cursor are read only to be counted or sorted.
        let start = cursor.filter(|_| !query.with_total && !sorts);
        let forward = window.forward || sorts;
        let bounds = request.bounds.beyond(start, forward);
        let mut walk = self.walk_part(request.project, forward, bounds, Some(&request.budget));
        let all_match = query.search.is_none() && query.filter.as_ref().is_some_and(Filter::is_settled_by_creation);
        let step = if all_match { MAX_TOTAL as usize } else { WALK_STEP };
        let (mut total, mut kept) = (0, Vec::new());
        while request.budget.spent() < until {
            let read = walk.take(step).await?;
            let at_end = read.len() < step;
            for record in read.into_iter().filter(|record| matches(query, &record.user)) {
                total += 1;
                if sorts || (kept.len() < window.end() && window.is_beyond(cursor, record.cid)) {
                    kept.push(record);
                }
            }
            if sorts && kept.len() > MOST_COMPARED {
                return Err(Error::QueriesTooBroad);
            }
            if sorts && at_end {
                return Ok(Some(Found::All(kept)));
            }
            let counted = !query.with_total || total >= MAX_TOTAL;
            if !sorts && (at_end || (counted && kept.len() >= window.end())) {
                return Ok(Some(Found::Page(total, window.cut(kept))));
            }
            if !sorts && counted && kept.is_empty() && cursor.is_some() {
                // The page is far away, and nothing is left to count.
                let page = self.walk_page(request, window.end().saturating_mul(2), until).await?;
                return Ok(page.map(|page| Found::Page(total, page)));
            }
        }
        Ok(None)
    }

    /// Reads the list from the cursor, in steps of growing size, until the page is full; `None` when the request has cost
    /// `until` units before that.
    pub(crate) async fn walk_page(
        &self,
        request: &Request<'_>,
        step: usize,
        until: f64,
    ) -> Result<Option<Vec<StoredUser>>> {
        let window = Window::of(request.query);
        if window.limit == 0 {
            return Ok(Some(Vec::new()));
        }
        let bounds = request.bounds.beyond(request.cursor(), window.forward);
        let mut walk = self.walk_part(request.project, window.forward, bounds, Some(&request.budget));
        let (mut kept, mut step) = (Vec::new(), step.clamp(1, WALK_STEP));
        while request.budget.spent() < until {
            let read = walk.take(step).await?;
            let at_end = read.len() < step;
            kept.extend(read.into_iter().filter(|record| matches(request.query, &record.user)));
            if at_end || kept.len() >= window.end() {
                return Ok(Some(window.cut(kept)));
            }
            step = step.saturating_mul(3).min(WALK_STEP);
        }
        Ok(None)
    }

    /// The candidates that still exist and match.
    pub(crate) async fn fetch_matching(
        &self,
        request: &Request<'_>,
        candidates: &[(UserId, Option<Ulid>)],
    ) -> Result<Vec<StoredUser>> {
        let wanted: Vec<_> = candidates.iter().map(|(id, _)| keys::user(&request.project.id, id)).collect();
        request.budget.charge_users(wanted.len());
        let mut found = self.read_many(&wanted, Consistency::Strong).await?;
        let mut records = Vec::with_capacity(found.len());
        for ((_, cid), key) in candidates.iter().zip(&wanted) {
            // Another incarnation is another user, who was not in the index.
            let is_it = |item: &Item| cid.is_none_or(|cid| ulid_of(item, "cid") == Some(cid));
            if !found.get(key).is_some_and(is_it) {
                continue;
            }
            let Some(item) = found.remove(key) else { continue };
            let record = StoredUser::from_item(item)?;
            if matches(request.query, &record.user) {
                records.push(record);
            }
        }
        Ok(records)
    }
}

fn matches(query: &ListUsers, user: &User) -> bool {
    query.filter.as_ref().is_none_or(|filter| filter.matches(user))
        && query.search.as_ref().is_none_or(|term| term.matches(user))
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
