//! Lists of users by queries: filtered, and in any order.

use crate::Store;
use crate::batch::Consistency;
use crate::clues::{Suspects, Trail};
use crate::keys;
use crate::list::Window;
use crate::search::{WALK_STEP, WALK_USERS};
use crate::user_item::Record;
use roster_core::{
    Clue, Direction, Error, Filter, ListUsers, MAX_TOTAL, Order, Project, Rank, Result, SearchTerm, Ulid, User, UserId,
};
use std::cmp::Ordering;

/// Users who are sorted in memory at most.
const MOST_SORTED: usize = 5_000;
/// Suspects who are read in one step at least: one call's worth.
const FEWEST_READ: usize = 100;
/// Users whom a walk passes for what it costs to read one by its key.
const WALKED_PER_UNIT: usize = 20;

impl Store {
    /// The total, and the users of the page without their spilled preferences.
    ///
    /// # Errors
    /// [`Error::OrderValueMissing`], [`Error::QueriesTooBroad`].
    pub(crate) async fn query_users(
        &self,
        project: &Project,
        query: &ListUsers,
        cursor: Option<&Record>,
    ) -> Result<(u64, Vec<Record>)> {
        if let Some(attribute) = cursor.and_then(|cursor| query.orders.missing(&cursor.user)) {
            return Err(Error::OrderValueMissing(attribute));
        }
        let (total, page) = match self.find(project, query, cursor).await? {
            Found::All(found) => (found.len() as u64, sorted_page(query, cursor, found)),
            Found::Page(total, page) => (total, page),
        };
        Ok((if query.skip_total { 0 } else { total.min(MAX_TOTAL) }, page))
    }

    async fn find(&self, project: &Project, query: &ListUsers, cursor: Option<&Record>) -> Result<Found> {
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
        let clue = Clue::both(filter.and_then(Filter::clue), query.search.as_ref().and_then(SearchTerm::clue));
        let trail = match &clue {
            Some(clue) => self.follow(project, clue).await?,
            None => None,
        };
        let Some(Trail { suspects, complete }) = trail else {
            return self.find_by_walking(project, query, cursor).await;
        };
        let settled = complete && query.search.is_none() && filter.is_some_and(Filter::is_settled_by_clue);
        match by_creation(&suspects) {
            Some(queue) if query.orders.is_empty() && (settled || query.skip_total) => {
                self.find_page_of(project, query, cursor, queue, settled).await
            }
            _ if self.is_cheaper_to_walk(project, suspects.len()).await? => {
                self.find_by_walking(project, query, cursor).await
            }
            _ => {
                let suspects: Vec<_> = suspects.into_iter().collect();
                Ok(Found::All(self.fetch_matching(project, query, &suspects).await?))
            }
        }
    }

    /// Whether so many suspects cost more to read, one by one, than the whole list.
    pub(crate) async fn is_cheaper_to_walk(&self, project: &Project, suspects: usize) -> Result<bool> {
        if suspects <= FEWEST_READ {
            return Ok(false);
        }
        let users = usize::try_from(self.counted_users(project).await?).unwrap_or(usize::MAX);
        Ok(users <= WALK_USERS && users / WALKED_PER_UNIT < suspects)
    }

    /// Looks at suspects in the order of the list until the page is full. When they are settled, those who are not looked
    /// at count as matches; one who was deleted a moment ago does not, and the next takes its place.
    async fn find_page_of(
        &self,
        project: &Project,
        query: &ListUsers,
        cursor: Option<&Record>,
        mut queue: Vec<(UserId, Option<Ulid>)>,
        settled: bool,
    ) -> Result<Found> {
        let mut window = Window::of(query);
        let mut total = queue.len();
        if !window.forward {
            queue.reverse();
        }
        queue.retain(|(_, cid)| cid.is_some_and(|cid| is_beyond(cursor, window.forward, cid)));
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
            // Few match: many must be looked at, and not in many round trips.
            (ahead, step) = (rest, step.max(FEWEST_READ).saturating_mul(2));
        }
        Ok(Found::Page(total as u64, window.cut(page)))
    }

    /// Reads the list in order and keeps who matches, within a budget.
    async fn find_by_walking(&self, project: &Project, query: &ListUsers, cursor: Option<&Record>) -> Result<Found> {
        let window = Window::of(query);
        let sorts = !query.orders.is_empty();
        // Who is before the cursor need be read only to be counted or sorted.
        let start = cursor.filter(|_| query.skip_total && !sorts).map(|cursor| cursor.cid);
        let mut walk = self.walk(project, window.forward || sorts, start);
        let (mut total, mut kept) = (0, Vec::new());
        for _ in 0..WALK_USERS / WALK_STEP {
            let step = walk.take(WALK_STEP).await?;
            let at_end = step.len() < WALK_STEP;
            for record in step.into_iter().filter(|record| matches(query, &record.user)) {
                total += 1;
                if sorts || (kept.len() < window.end() && is_beyond(cursor, window.forward, record.cid)) {
                    kept.push(record);
                }
            }
            if sorts && kept.len() > MOST_SORTED {
                break;
            }
            if sorts && at_end {
                return Ok(Found::All(kept));
            }
            let counted = query.skip_total || total >= MAX_TOTAL;
            if !sorts && (at_end || (counted && kept.len() >= window.end())) {
                return Ok(Found::Page(total, window.cut(kept)));
            }
        }
        Err(Error::QueriesTooBroad)
    }

    /// The suspects who are still there and match.
    async fn fetch_matching(
        &self,
        project: &Project,
        query: &ListUsers,
        suspects: &[(UserId, Option<Ulid>)],
    ) -> Result<Vec<Record>> {
        let wanted: Vec<_> = suspects.iter().map(|(id, _)| keys::user(&project.id, id)).collect();
        let mut found = self.read_many(&wanted, Consistency::Strong).await?;
        let mut records = Vec::with_capacity(found.len());
        for ((_, cid), key) in suspects.iter().zip(&wanted) {
            let Some(item) = found.remove(key) else { continue };
            let record = Record::from_item(item)?;
            // Another incarnation is another user, of whom nothing was said.
            if cid.is_none_or(|cid| cid == record.cid) && matches(query, &record.user) {
                records.push(record);
            }
        }
        Ok(records)
    }
}

/// What was found.
enum Found {
    /// Everybody who matches.
    All(Vec<Record>),
    /// How many match, and the page.
    Page(u64, Vec<Record>),
}

fn matches(query: &ListUsers, user: &User) -> bool {
    query.filter.as_ref().is_none_or(|filter| filter.matches(user))
        && query.search.as_ref().is_none_or(|term| term.matches(user))
}

/// The suspects, oldest first; nothing when the age of one is not known.
fn by_creation(suspects: &Suspects) -> Option<Vec<(UserId, Option<Ulid>)>> {
    let mut queue: Vec<_> = suspects.iter().map(|(id, cid)| (id.clone(), *cid)).collect();
    queue.sort_by_key(|(_, cid)| *cid);
    queue.first().is_none_or(|(_, cid)| cid.is_some()).then_some(queue)
}

fn is_beyond(cursor: Option<&Record>, forward: bool, cid: Ulid) -> bool {
    cursor.is_none_or(|cursor| if forward { cid > cursor.cid } else { cid < cursor.cid })
}

/// The page of everybody who matches, in the order that was asked for.
fn sorted_page(query: &ListUsers, cursor: Option<&Record>, found: Vec<Record>) -> Vec<Record> {
    let turned = query.orders.is_empty() && query.order == Order::Descending;
    let rank = |record: &Record| query.orders.rank(&record.user, record.cid.into(), query.chance);
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
