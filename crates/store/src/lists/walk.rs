//! Walking the list of a project's users in the order of their creation, over all slices and shards.

use crate::Store;
use crate::lists::counters::places;
use crate::table::item::Item;
use crate::table::keys::{self, Place};
use crate::table::query::Range;
use crate::users::item::StoredUser;
use futures_util::future::try_join_all;
use roster_core::{Project, Result, Timestamp, Ulid};
use std::collections::VecDeque;

/// Users read in one step of a walk.
pub(crate) const WALK_STEP: usize = 2_000;
/// The most users that a walk reads before it is rejected as too broad: some 2,000 RRU and a few seconds.
pub(crate) const WALK_USERS: usize = 50_000;

/// The fewest candidates that one step reads: as many as one call takes.
pub(crate) const FEWEST_READ: usize = 100;
/// How many users a walk reads for the cost of reading one by its key.
const WALKED_PER_UNIT: usize = 20;

/// A walk over users, oldest or newest first.
pub(crate) struct Walk<'a> {
    store: &'a Store,
    project: &'a Project,
    forward: bool,
    /// The slices that are left, the current one first.
    slices: VecDeque<u16>,
    shards: Vec<Shard>,
    /// Where the walk begins; this user is not part of it.
    start: Option<Ulid>,
}

/// One shard of the current slice, with the users that were read and not taken yet.
struct Shard {
    place: Place,
    read: VecDeque<StoredUser>,
    next: Next,
}

enum Next {
    First,
    More(Item),
    End,
}

impl Store {
    /// A walk that begins next to `start`, or at an end of the list.
    pub(crate) fn walk<'a>(&'a self, project: &'a Project, forward: bool, start: Option<Ulid>) -> Walk<'a> {
        let slice_of = |cid: Ulid| project.slice_at(Timestamp::from_millis(cid.timestamp_ms())) as u16;
        let last = project.slices.len().saturating_sub(1) as u16;
        let slices = match (forward, start.map(slice_of)) {
            (true, first) => (first.unwrap_or(0)..=last).collect(),
            (false, first) => (0..=first.unwrap_or(last)).rev().collect(),
        };
        let mut walk = Walk { store: self, project, forward, slices, shards: Vec::new(), start };
        walk.enter_slice();
        walk
    }

    /// Whether reading this many candidates one by one costs more than walking the whole list.
    pub(crate) async fn is_cheaper_to_walk(&self, project: &Project, candidates: usize) -> Result<bool> {
        if candidates <= FEWEST_READ {
            return Ok(false);
        }
        let users = usize::try_from(self.counted_users(project).await?).unwrap_or(usize::MAX);
        Ok(users <= WALK_USERS && users / WALKED_PER_UNIT < candidates)
    }
}

impl Walk<'_> {
    /// The next users, at most `wanted`; fewer only at the end of the list.
    pub(crate) async fn take(&mut self, wanted: usize) -> Result<Vec<StoredUser>> {
        let mut taken = Vec::with_capacity(wanted.min(1_000));
        while taken.len() < wanted && !self.slices.is_empty() {
            self.read(wanted - taken.len()).await?;
            while taken.len() < wanted && self.shards.iter().all(Shard::knows_next) {
                match self.pop() {
                    Some(record) => taken.push(record),
                    None => break,
                }
            }
            if self.shards.iter().all(Shard::is_spent) {
                self.slices.pop_front();
                self.enter_slice();
            }
        }
        Ok(taken)
    }

    fn enter_slice(&mut self) {
        let Some(slice) = self.slices.front().copied() else { return };
        let here = places(self.project).filter(|place| place.slice == slice);
        self.shards = here.map(|place| Shard { place, read: VecDeque::new(), next: Next::First }).collect();
    }

    /// Reads on in every shard without users left to take: in parallel, one round trip.
    async fn read(&mut self, wanted: usize) -> Result<()> {
        let limit = share(wanted, self.shards.len());
        let (store, project, forward, start) = (self.store, self.project, self.forward, self.start);
        let without_users = self.shards.iter_mut().filter(|shard| !shard.knows_next());
        let reads = without_users.map(|shard| shard.read(store, range(project, shard.place, forward, start), limit));
        try_join_all(reads).await.map(drop)
    }

    /// Takes the first user of all that were read.
    fn pop(&mut self) -> Option<StoredUser> {
        let fronts = self.shards.iter_mut().filter(|shard| !shard.read.is_empty());
        let cid = |shard: &&mut Shard| shard.read.front().map(|record| record.cid);
        let first = if self.forward { fronts.min_by_key(cid) } else { fronts.max_by_key(cid) };
        first.and_then(|shard| shard.read.pop_front())
    }
}

impl Shard {
    /// Whether it is known which user of this shard comes next, or that none does.
    fn knows_next(&self) -> bool {
        !self.read.is_empty() || matches!(self.next, Next::End)
    }

    fn is_spent(&self) -> bool {
        self.read.is_empty() && matches!(self.next, Next::End)
    }

    async fn read(&mut self, store: &Store, range: Range, limit: usize) -> Result<()> {
        let start = match std::mem::replace(&mut self.next, Next::End) {
            Next::First => None,
            Next::More(key) => Some(key),
            Next::End => return Ok(()),
        };
        let page = store.query_rows::<StoredUser>("user in a list", &range, start, Some(limit)).await?;
        self.next = page.next.map_or(Next::End, Next::More);
        self.read.extend(page.items);
        Ok(())
    }
}

fn range(project: &Project, place: Place, forward: bool, start: Option<Ulid>) -> Range {
    let list = Range::of_index(keys::user_list(&project.id, place));
    match (forward, start) {
        (true, Some(start)) => list.after(start.to_string()),
        (false, Some(start)) => list.before(start.to_string()).backward(),
        (true, None) => list,
        (false, None) => list.backward(),
    }
}

/// How many users to request from each shard: its fair share and three standard deviations, so that one round trip is
/// nearly always enough when they are evenly spread.
pub(crate) fn share(wanted: usize, shards: usize) -> usize {
    if shards <= 1 {
        return wanted;
    }
    let fair = wanted as f64 / shards as f64;
    let deviation = (fair * (1.0 - 1.0 / shards as f64)).sqrt();
    ((fair + 3.0 * deviation).ceil() as usize + 1).min(wanted)
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn a_shard_is_asked_for_its_share_and_a_margin() {
        assert_eq!(share(25, 1), 25);
        assert_eq!(share(25, 8), 10);
        assert_eq!(share(1, 8), 1);
        assert_eq!(share(2, 64), 2);
    }
}
