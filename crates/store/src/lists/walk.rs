//! Walking the list of a project's users in the order of their creation, over all slices and shards.

use crate::Store;
use crate::lists::budget::Budget;
use crate::lists::counters::places;
use crate::table::failure::malformed;
use crate::table::item::Item;
use crate::table::keys::{self, Place};
use crate::table::query::Range;
use crate::users::item::StoredUser;
use futures_util::future::try_join_all;
use roster_core::{CreationRange, Project, Result, Timestamp, Ulid};
use std::collections::VecDeque;

/// Users read in one step of a walk.
pub(crate) const WALK_STEP: usize = 2_000;
/// The most users of a page and the users before it.
pub(crate) const WALK_USERS: usize = 50_000;

/// The fewest candidates that one step reads: as many as one call takes.
pub(crate) const FEWEST_READ: usize = 100;

/// A walk over users, oldest or newest first.
pub(crate) struct Walk<'a> {
    store: &'a Store,
    project: &'a Project,
    forward: bool,
    /// The slices that are left, the current one first.
    slices: VecDeque<u16>,
    shards: Vec<Shard>,
    /// The part of the list that is walked.
    bounds: Bounds,
    budget: Option<&'a Budget>,
}

/// A part of a list: the first and the last incarnation, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    first: u128,
    last: u128,
}

impl Bounds {
    /// The whole list.
    pub(crate) const ALL: Self = Self { first: 0, last: u128::MAX };

    /// The users who were created in this range.
    pub(crate) fn of(range: CreationRange) -> Self {
        let at = |millis: u64, random: u128| u128::from(Ulid::from_parts(millis.min(LAST_MILLI), random));
        if range.is_empty() || range.first > LAST_MILLI {
            return Self { first: 1, last: 0 };
        }
        Self { first: at(range.first, 0), last: at(range.last, LAST_RANDOM) }
    }

    /// Only the users after the cursor, in the direction of the walk.
    pub(crate) fn beyond(self, cursor: Option<Ulid>, forward: bool) -> Self {
        match (cursor.map(u128::from), forward) {
            (None, _) => self,
            (Some(cursor), true) => Self { first: self.first.max(cursor.saturating_add(1)), ..self },
            (Some(cursor), false) => cursor
                .checked_sub(1)
                .map_or(Self { first: 1, last: 0 }, |before| Self { last: self.last.min(before), ..self }),
        }
    }

    fn is_empty(self) -> bool {
        self.first > self.last
    }

    /// The sort keys of the part.
    fn of_list(self, list: Range) -> Range {
        let key = |cid: u128| Ulid::from(cid).to_string();
        match (self.first == Self::ALL.first, self.last == Self::ALL.last) {
            (true, true) => list,
            (false, true) => list.from(key(self.first)),
            (true, false) => list.until(key(self.last)),
            (false, false) => list.between(key(self.first), key(self.last)),
        }
    }
}

/// The last millisecond and the last random part that an incarnation can have.
const LAST_MILLI: u64 = (1 << 48) - 1;
const LAST_RANDOM: u128 = (1 << 80) - 1;

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
        self.walk_part(project, forward, Bounds::ALL.beyond(start, forward), None)
    }

    /// A walk over a part of the list, within a budget.
    pub(crate) fn walk_part<'a>(
        &'a self,
        project: &'a Project,
        forward: bool,
        bounds: Bounds,
        budget: Option<&'a Budget>,
    ) -> Walk<'a> {
        let mut slices = VecDeque::new();
        if !bounds.is_empty() {
            let slice_of = |cid: u128| project.slice_at(Timestamp::from_millis(Ulid::from(cid).timestamp_ms())) as u16;
            slices.extend(slice_of(bounds.first)..=slice_of(bounds.last));
        }
        if !forward {
            slices.make_contiguous().reverse();
        }
        let mut walk = Walk { store: self, project, forward, slices, shards: Vec::new(), bounds, budget };
        walk.enter_slice();
        walk
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
        let (store, project, forward, bounds, budget) =
            (self.store, self.project, self.forward, self.bounds, self.budget);
        let without_users = self.shards.iter_mut().filter(|shard| !shard.knows_next());
        let reads = without_users.map(|shard| {
            let list = bounds.of_list(Range::of_index(keys::user_list(&project.id, shard.place)));
            shard.read(store, if forward { list } else { list.backward() }, limit, budget)
        });
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

    async fn read(&mut self, store: &Store, range: Range, limit: usize, budget: Option<&Budget>) -> Result<()> {
        const WHAT: &str = "user in a list";
        let start = match std::mem::replace(&mut self.next, Next::End) {
            Next::First => None,
            Next::More(key) => Some(key),
            Next::End => return Ok(()),
        };
        let Some(budget) = budget else {
            let page = store.query_rows::<StoredUser>(WHAT, &range, start, Some(limit)).await?;
            self.next = page.next.map_or(Next::End, Next::More);
            self.read.extend(page.items);
            return Ok(());
        };
        // The budget needs the sizes of the items.
        let page = store.query(&range, start, Some(limit)).await?;
        budget.charge_page(&page.items, true);
        self.next = page.next.map_or(Next::End, Next::More);
        for item in page.items {
            self.read.push_back(StoredUser::from_item(item).map_err(|_| malformed(WHAT))?);
        }
        Ok(())
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
    use super::{Bounds, share};
    use roster_core::{CreationRange, Ulid};

    #[test]
    fn bounds_hold_the_users_of_a_time_on_one_side_of_a_cursor() {
        let within = |bounds: Bounds, cid: Ulid| (bounds.first..=bounds.last).contains(&u128::from(cid));
        let (early, middle, late) = (Ulid::from_parts(5, 9), Ulid::from_parts(6, 1), Ulid::from_parts(7, 0));
        let bounds = Bounds::of(CreationRange { first: 5, last: 6 });
        assert_eq!([early, middle, late].map(|cid| within(bounds, cid)), [true, true, false]);
        let after = bounds.beyond(Some(early), true);
        assert_eq!([early, middle, late].map(|cid| within(after, cid)), [false, true, false]);
        let before = Bounds::ALL.beyond(Some(middle), false);
        assert_eq!([early, middle, late].map(|cid| within(before, cid)), [true, false, false]);
        assert!(Bounds::of(CreationRange { first: 2, last: 1 }).is_empty());
        assert!(Bounds::of(CreationRange { first: u64::MAX, last: u64::MAX }).is_empty());
        assert!(Bounds::ALL.beyond(Some(Ulid::from(0)), false).is_empty());
        assert_eq!(Bounds::of(CreationRange::ALL), Bounds { first: 0, last: u128::MAX });
    }

    #[test]
    fn a_shard_is_asked_for_its_share_and_a_margin() {
        assert_eq!(share(25, 1), 25);
        assert_eq!(share(25, 8), 10);
        assert_eq!(share(1, 8), 1);
        assert_eq!(share(2, 64), 2);
    }
}
