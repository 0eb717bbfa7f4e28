//! Lists in the order of an attribute that a project keeps: names and emails.
//!
//! Users with the same value are in the order of creation, in both directions of the order. So in descending order the
//! places of one value are read forwards, and the values backwards.

use crate::Store;
use crate::lists::explain::note;
use crate::lists::find::Found;
use crate::lists::plan::Request;
use crate::lists::window::Window;
use crate::table::item::{Item, str_of};
use crate::table::keys::{self, SK};
use crate::table::query::Range;
use crate::users::item::{StoredUser, claimed_by};
use roster_core::{Attribute, Direction, Error, ORDERED, Order, Result, Ulid, UserId};
use std::collections::{HashMap, HashSet, VecDeque};

/// The most places that are read in one step.
const MOST_AT_ONCE: usize = 2_000;

/// The place of a user in an order.
struct Place {
    value: String,
    cid: Ulid,
    id: UserId,
}

/// Reads the places of an order, one step after the other.
struct Places<'a> {
    store: &'a Store,
    request: &'a Request<'a>,
    partition: String,
    /// Whether the values are read forwards, and the users of one value.
    values: bool,
    users: bool,
    /// Places that were read and not taken.
    ahead: VecDeque<Place>,
    next: Next,
}

/// What is read next.
enum Next {
    /// Values from the beginning of the order on, or from this one on, without it.
    Values(Option<String>),
    /// Users of this value, from this one on.
    Users(String, Option<Ulid>),
    Nothing,
}

impl Store {
    /// The page of all users in an order, if the project keeps it and nothing else is asked for.
    pub(crate) async fn find_in_order(&self, request: &Request<'_>) -> Result<Option<Found>> {
        let query = request.query;
        let kept = query.orders.as_one().filter(|(attribute, _)| request.project.complete_indexes.has(*attribute));
        let Some((attribute, order)) = kept.filter(|_| query.filter.is_none() && query.search.is_none()) else {
            return Ok(None);
        };
        note(|| format!("the list is read in the order of {}", attribute.name()));
        let total = async { if query.with_total { self.total_users(request.project).await } else { Ok(0) } };
        let (total, page) = tokio::try_join!(total, self.page_in_order(request, attribute, order))?;
        Ok(Some(Found::Page(total, page)))
    }

    async fn page_in_order(
        &self,
        request: &Request<'_>,
        attribute: Attribute,
        order: Order,
    ) -> Result<Vec<StoredUser>> {
        let window = Window::of(request.query);
        let (mut places, mut page, mut shown) =
            (Places::of(self, request, attribute, order)?, Vec::new(), HashSet::new());
        if window.limit == 0 {
            return Ok(page);
        }
        let mut skipped = 0;
        while skipped < window.offset {
            let step = places.take((window.offset - skipped).min(MOST_AT_ONCE)).await?;
            if step.is_empty() {
                return Ok(page);
            }
            skipped += step.len();
        }
        while page.len() < window.limit {
            let step = places.take(window.limit - page.len()).await?;
            if step.is_empty() {
                break;
            }
            let candidates: Vec<_> = step.iter().map(|place| (place.id.clone(), Some(place.cid))).collect();
            let found = self.fetch_matching(request, &candidates).await?;
            let mut found: HashMap<Ulid, StoredUser> = found.into_iter().map(|record| (record.cid, record)).collect();
            for place in step {
                // A place that a user had before is not theirs any more. A user who moves to a later place between two
                // steps is shown once.
                let is_theirs = |record: &StoredUser| value_of(record, attribute).as_ref() == Some(&place.value);
                if found.get(&place.cid).is_some_and(is_theirs) && shown.insert(place.cid) {
                    page.extend(found.remove(&place.cid));
                }
            }
        }
        if request.query.direction == Direction::Before {
            page.reverse();
        }
        Ok(page)
    }
}

/// The value of a user in an order.
fn value_of(record: &StoredUser, attribute: Attribute) -> Option<String> {
    let word = record.user.order_word(attribute)?;
    word.get(ORDERED.len_utf8() + 1..).map(str::to_owned)
}

impl<'a> Places<'a> {
    fn of(store: &'a Store, request: &'a Request<'a>, attribute: Attribute, order: Order) -> Result<Self> {
        let letter = attribute.name().get(..1).unwrap_or_default();
        let before = request.query.direction == Direction::Before;
        let next = match request.cursor {
            None => Next::Values(None),
            Some(cursor) => {
                let value = value_of(cursor, attribute).ok_or_else(|| Error::internal("a list in an unknown order"))?;
                Next::Users(value, Some(cursor.cid))
            }
        };
        let partition = keys::order_partition(&request.project.id, letter);
        let values = (order == Order::Ascending) != before;
        Ok(Self { store, request, partition, values, users: !before, ahead: VecDeque::new(), next })
    }

    /// The next places, at most `wanted`; none only at the end.
    async fn take(&mut self, wanted: usize) -> Result<Vec<Place>> {
        while self.ahead.len() < wanted && !matches!(self.next, Next::Nothing) {
            if self.request.budget.is_spent() {
                return Err(Error::QueriesTooBroad);
            }
            self.read(wanted - self.ahead.len()).await?;
        }
        let wanted = wanted.min(self.ahead.len());
        Ok(self.ahead.drain(..wanted).collect())
    }

    async fn read(&mut self, wanted: usize) -> Result<()> {
        match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Nothing => {}
            Next::Users(value, from) => {
                let group = Range::of(&self.partition);
                let (first, last) = (keys::order_value(&value), end_of(&value));
                let group = match (from, self.users) {
                    (None, _) => group.beginning(&first),
                    (Some(cid), true) => group.between(format!("{first}{}", following(cid)), last),
                    (Some(cid), false) => group.between(&first, format!("{first}{}", preceding(cid))),
                };
                let step = self.query(group, self.users, wanted).await?;
                self.next = match step.last().filter(|_| step.len() >= wanted) {
                    Some(last) => Next::Users(value, Some(last.cid)),
                    None => Next::Values(Some(value)),
                };
                self.ahead.extend(step);
            }
            Next::Values(from) => {
                let list = Range::of(&self.partition);
                let list = match (&from, self.values) {
                    (None, _) => list,
                    (Some(value), true) => list.from(end_of(value)),
                    (Some(value), false) => list.before(keys::order_value(value)),
                };
                // One more, to see whether the last value has more users.
                let most = wanted.saturating_add(1);
                let step = self.query(list, self.values, most).await?;
                let is_end = step.len() < most;
                let last = step.last().map(|place| place.value.clone());
                if self.values == self.users {
                    self.next = match step.last().filter(|_| !is_end) {
                        Some(last) => Next::Users(last.value.clone(), Some(last.cid)),
                        None => Next::Nothing,
                    };
                    self.ahead.extend(step);
                } else {
                    self.take_values(step, last.filter(|_| !is_end));
                }
            }
        }
        Ok(())
    }

    /// Takes the places of whole values, each value in the order of its users. The last value may have more users: they
    /// are read next, from its first one on.
    fn take_values(&mut self, step: Vec<Place>, last: Option<String>) {
        let mut group: Vec<Place> = Vec::new();
        for place in step {
            if Some(&place.value) == last.as_ref() {
                break;
            }
            if group.last().is_some_and(|before| before.value != place.value) {
                self.ahead.extend(group.drain(..).rev());
            }
            group.push(place);
        }
        self.ahead.extend(group.into_iter().rev());
        if let Some(value) = last {
            self.next = Next::Users(value, None);
        }
    }

    async fn query(&self, range: Range, forward: bool, most: usize) -> Result<Vec<Place>> {
        let range = if forward { range } else { range.backward() };
        let items = self.store.query_first(&range, most).await?;
        self.request.budget.charge_page(&items, false);
        Ok(items.iter().filter_map(place_of).collect())
    }
}

/// Sorts after the places of all users with this value, and before those of every longer value: U+0002 begins a pair
/// where a value has it.
fn end_of(value: &str) -> String {
    format!("{value}\u{2}")
}

fn following(cid: Ulid) -> Ulid {
    Ulid::from(u128::from(cid).saturating_add(1))
}

fn preceding(cid: Ulid) -> Ulid {
    Ulid::from(u128::from(cid).saturating_sub(1))
}

fn place_of(item: &Item) -> Option<Place> {
    let (value, cid) = keys::parts_of_order(str_of(item, SK)?)?;
    Some(Place { value: value.to_owned(), cid, id: claimed_by(item)? })
}
