//! Queries on lists that are in memory as a whole.

use super::{Attribute, Held, Queries, Queryable};
use crate::{Direction, Error, Listing, Result};

impl Queries {
    /// The page of a list that the queries select, and the number of entries that match. `what` is the name of an entry
    /// in the error of an unknown cursor (`Target`); `chance` decides the random order.
    ///
    /// # Errors
    /// [`Error::EntryCursorNotFound`], [`Error::OrderValueMissing`].
    pub fn apply<T: Queryable>(&self, entries: Vec<T>, what: &'static str, chance: u64) -> Result<Listing<T>> {
        let mut ranked: Vec<_> = by_creation(entries)
            .into_iter()
            .zip(0_u128..)
            .map(|(entry, created)| (self.orders.rank(&entry, created, chance), entry))
            .collect();
        ranked.sort_by(|(a, _), (b, _)| self.orders.compare(a, b));
        let cursor = match &self.cursor {
            None => None,
            Some(cursor) => {
                let is_it = |entry: &T| entry.held(Attribute::Id) == Held::Text(cursor.id.as_str());
                let missing = || Error::EntryCursorNotFound(what, cursor.id.clone());
                let (rank, entry) = ranked.iter().find(|(_, entry)| is_it(entry)).ok_or_else(missing)?;
                self.orders.missing(entry).map_or(Ok(()), |by| Err(Error::OrderValueMissing(by)))?;
                Some((cursor.direction, rank.clone()))
            }
        };
        ranked.retain(|(_, entry)| self.filter.as_ref().is_none_or(|filter| filter.matches(entry)));
        let total = ranked.len() as u64;
        if let Some((direction, cursor)) = &cursor {
            let side =
                if *direction == Direction::After { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Less };
            ranked.retain(|(rank, _)| self.orders.compare(rank, cursor) == side);
        }
        let before = cursor.is_some_and(|(direction, _)| direction == Direction::Before);
        if before {
            ranked.reverse();
        }
        let (offset, limit) = (self.offset.unwrap_or_default().get(), self.limit.unwrap_or_default().get());
        let mut items: Vec<T> = ranked.into_iter().map(|(_, entry)| entry).skip(offset).take(limit).collect();
        if before {
            items.reverse();
        }
        Ok(Listing { total, items })
    }
}

/// Sorts by creation, oldest first; entries with the same time keep their order.
fn by_creation<T: Queryable>(mut entries: Vec<T>) -> Vec<T> {
    entries.sort_by_key(|entry| match entry.held(Attribute::CreatedAt) {
        Held::Time(time) => time,
        _ => crate::Timestamp::default(),
    });
    entries
}
