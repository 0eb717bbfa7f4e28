//! Which part of an ordered list a page shows.

use roster_core::{Direction, ListUsers, Order, Ulid};

/// The requested part of a list, in the direction in which it is read.
pub(crate) struct Window {
    /// Whether it is read from the oldest to the newest.
    pub(crate) forward: bool,
    pub(crate) offset: usize,
    pub(crate) limit: usize,
    /// Whether the page is reversed after reading.
    pub(crate) turned: bool,
}

impl Window {
    /// A page before the cursor is read away from the cursor and then reversed.
    pub(crate) fn of(query: &ListUsers) -> Self {
        let ascending = query.order == Order::Ascending;
        let turned = query.direction == Direction::Before;
        Self { forward: ascending != turned, offset: query.offset.get(), limit: query.limit.get(), turned }
    }

    /// How many are read from the cursor on.
    pub(crate) fn end(&self) -> usize {
        self.offset.saturating_add(self.limit)
    }

    /// The page of what was read from the cursor on.
    pub(crate) fn cut<T>(&self, read: Vec<T>) -> Vec<T> {
        let mut page: Vec<T> = read.into_iter().skip(self.offset).take(self.limit).collect();
        if self.turned {
            page.reverse();
        }
        page
    }

    /// Whether a user of this incarnation comes after the cursor in the direction in which the list is read.
    pub(crate) fn is_beyond(&self, cursor: Option<Ulid>, cid: Ulid) -> bool {
        cursor.is_none_or(|cursor| if self.forward { cid > cursor } else { cid < cursor })
    }
}
