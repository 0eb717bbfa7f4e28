//! Pages of lists: limit, offset, order and cursor.

use crate::{Error, Filter, Invalid, Orders, SearchTerm, UserId};

/// The highest `total` (source: docs/reference/appwrite/lists.md#total).
pub const MAX_TOTAL: u64 = 5_000;

/// The number of entries of a page: 0 to 100, 25 by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(usize);

impl Limit {
    /// Most entries of a page.
    pub const MAX: u64 = 100;

    /// Checks a limit that a caller sent.
    ///
    /// # Errors
    /// [`Invalid::Range`] when it is not from 0 to 100.
    pub fn new(limit: i64) -> Result<Self, Invalid> {
        in_range(limit, Self::MAX).map(Self)
    }

    /// Most entries of a page of the 1.x dialect, which sets no limit of its own: as many as one answer can hold.
    pub const MAX_V1: i64 = 5_000;

    /// Checks a limit from a query of the 1.x dialect.
    ///
    /// # Errors
    /// [`Invalid::Range`] when it is not from 1 to 5,000.
    pub fn of_query(limit: i64) -> Result<Self, Invalid> {
        let fits = (1..=Self::MAX_V1).contains(&limit);
        if fits { Ok(Self(limit as usize)) } else { Err(Invalid::Range(1, Self::MAX_V1 as u64)) }
    }

    /// The limit of a list that is returned whole unless the caller sets a lower limit.
    #[must_use]
    pub const fn whole() -> Self {
        Self(Self::MAX_V1 as usize)
    }

    /// The number of entries.
    #[must_use]
    pub const fn get(self) -> usize {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(25)
    }
}

/// The number of entries to skip before the page: 0 to 5,000. They are read anyway; a cursor avoids that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Offset(usize);

impl Offset {
    /// Most entries to skip.
    pub const MAX: u64 = 5_000;

    /// Checks an offset that a caller sent.
    ///
    /// # Errors
    /// [`Invalid::Range`] when it is not from 0 to 5,000.
    pub fn new(offset: i64) -> Result<Self, Invalid> {
        in_range(offset, Self::MAX).map(Self)
    }

    /// An offset of the 1.x dialect, which sets no limit. A negative one is 0; a list rejects one that is too far to be
    /// read.
    #[must_use]
    pub fn any(offset: i64) -> Self {
        Self(usize::try_from(offset).unwrap_or_default())
    }

    /// The number of entries.
    #[must_use]
    pub const fn get(self) -> usize {
        self.0
    }
}

fn in_range(number: i64, max: u64) -> Result<usize, Invalid> {
    let out_of_range = Invalid::Range(0, max);
    usize::try_from(number).ok().filter(|number| *number as u64 <= max).ok_or(out_of_range)
}

/// The order in which users are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Oldest first.
    #[default]
    Ascending,
    /// Newest first.
    Descending,
}

/// The side of the cursor on which the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// The entries that follow the cursor.
    #[default]
    After,
    /// The entries directly before the cursor, in the order of the list; without a cursor, the last page.
    Before,
}

/// The users to list.
#[derive(Debug, Clone)]
pub struct ListUsers {
    /// Only the users that this term finds.
    pub search: Option<SearchTerm>,
    /// The size of the page.
    pub limit: Limit,
    /// The number of users to skip, counted from the cursor.
    pub offset: Offset,
    /// The user at which the page begins; the page does not include them.
    pub cursor: Option<UserId>,
    /// The side of the cursor.
    pub direction: Direction,
    /// Oldest or newest first.
    pub order: Order,
    /// Whether to count all users that match; the total is 0 otherwise.
    pub with_total: bool,
    /// Only the users that match this filter; if there is a search term, they must match it, too.
    pub filter: Option<Filter>,
    /// The order, if it is not the order of creation; `order` is not used then.
    pub orders: Orders,
    /// A random number, for the random order.
    pub chance: u64,
}

/// The first page of all users, oldest first, with the total.
impl Default for ListUsers {
    fn default() -> Self {
        Self {
            search: None,
            limit: Limit::default(),
            offset: Offset::default(),
            cursor: None,
            direction: Direction::default(),
            order: Order::default(),
            with_total: true,
            filter: None,
            orders: Orders::default(),
            chance: 0,
        }
    }
}

/// A page, and the number of entries of the whole list (counted to [`MAX_TOTAL`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing<T> {
    /// The number of entries of the whole list.
    pub total: u64,
    /// The entries of this page.
    pub items: Vec<T>,
}

impl<T> Listing<T> {
    /// The entries of a list that was read with the longest page ([`Limit::whole`]), if those are all of its entries.
    ///
    /// # Errors
    /// [`Error::QueriesTooBroad`] when there may be more.
    pub fn into_all(self) -> Result<Vec<T>, Error> {
        // The total decides, because an entry that was deleted during the read is counted, but not in the list.
        let fits = self.total < Limit::whole().get() as u64;
        if fits { Ok(self.items) } else { Err(Error::QueriesTooBroad) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_and_offsets_outside_of_their_range_are_rejected() {
        assert_eq!(Limit::new(100).map(Limit::get), Ok(100));
        assert_eq!(Limit::new(101), Err(Invalid::Range(0, 100)));
        assert_eq!(Limit::new(-1), Err(Invalid::Range(0, 100)));
        assert_eq!(Offset::new(5_000).map(Offset::get), Ok(5_000));
        assert_eq!(Offset::new(5_001), Err(Invalid::Range(0, 5_000)));
        assert_eq!((Limit::new(0).map(Limit::get), Offset::new(0).map(Offset::get)), (Ok(0), Ok(0)));
    }

    #[test]
    fn a_query_has_a_limit_from_1_to_5000_and_any_offset() {
        assert_eq!([1, 2, 5_000].map(|limit| Limit::of_query(limit).map(Limit::get)), [Ok(1), Ok(2), Ok(5_000)]);
        for bad in [0, -1, 5_001] {
            assert_eq!(Limit::of_query(bad), Err(Invalid::Range(1, 5_000)), "{bad}");
        }
        assert_eq!((Limit::whole().get(), Limit::default().get()), (5_000, 25));
        assert_eq!([-1, 0, 7, i64::MAX].map(|offset| Offset::any(offset).get()), [0, 0, 7, i64::MAX as usize]);
    }

    #[test]
    fn a_list_is_complete_when_its_total_is_below_the_longest_page() {
        let listing = |total, items| Listing { total, items: vec![(); items] };
        assert_eq!(listing(4_999, 4_998).into_all().unwrap().len(), 4_998);
        assert!(matches!(listing(5_000, 4_999).into_all(), Err(Error::QueriesTooBroad)));
    }
}
