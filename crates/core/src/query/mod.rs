//! Queries: the parameter `queries[]` of lists in the 1.x dialect.
//!
//! A query is written as JSON or as a call. It is parsed (`raw`, `json`, `text`) and checked against the rules of its
//! list (`build`). The result is always valid: a [`Filter`], [`Orders`], and the requested part of the list. Filters
//! read the entries of lists through [`Queryable`]; an [`IndexHint`] says what the store can look up instead of reading
//! every entry.

mod apply;
mod attribute;
mod build;
mod created;
mod error;
mod filter;
mod index_hint;
mod json;
mod method;
mod raw;
mod sort;
mod text;
mod value;
mod words;

#[cfg(test)]
mod tests;

pub use attribute::{Attribute, Kind, Schema};
pub use created::CreationRange;
pub use error::{QueryError, SafeName};
pub use filter::{Check, Filter};
pub use index_hint::IndexHint;
pub use sort::{Orders, Rank};
pub use value::{Held, Queryable};

use crate::{Direction, Error, Invalid, Limit, ListUsers, Offset, Order, SearchTerm, UserId};
use method::Method;
use raw::{Literal, Raw};

/// Most queries of one list; nested ones are counted, too (source:
/// docs/reference/appwrite/queries.md#limits-of-queries).
pub const MAX_QUERIES: usize = 100;
/// Longest query, in characters (source: docs/reference/appwrite/queries.md#limits-of-queries).
pub const MAX_QUERY_CHARS: usize = 4_096;
/// Most values of one query (source: docs/reference/appwrite/queries.md#limits-of-queries).
pub const MAX_VALUES: usize = 500;
/// How deep queries may nest: it bounds the stack and the time of the parser, and is more than real queries need.
pub const MAX_DEPTH: usize = 16;

/// The queries of a request for a list.
#[derive(Debug, Clone, Default)]
pub struct Queries {
    /// Only entries that match this filter.
    pub filter: Option<Filter>,
    /// The order of the entries.
    pub orders: Orders,
    /// The size of the page, if the caller set it.
    pub limit: Option<Limit>,
    /// The number of entries to skip, counted from the cursor, if the caller set it.
    pub offset: Option<Offset>,
    /// The entry at which the page begins.
    pub cursor: Option<Cursor>,
}

/// The entry at which a page begins, which the page does not include, and the side of it on which the page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The side.
    pub direction: Direction,
    /// The entry's id; the ids of all lists have the same alphabet.
    pub id: UserId,
}

/// A part of a list in the order of creation, whose entries have ids of this kind.
#[derive(Debug, Clone)]
pub struct Page<I> {
    /// The size of the page.
    pub limit: Limit,
    /// The number of entries to skip, counted from the cursor.
    pub offset: Offset,
    /// The entry at which the page begins; the page does not include it.
    pub cursor: Option<I>,
    /// The side of the cursor.
    pub direction: Direction,
    /// Oldest or newest first.
    pub order: Order,
}

impl Queries {
    /// Parses the queries of a list.
    ///
    /// # Errors
    /// [`QueryError`] of the first text that is not a query, or not a query for this list.
    pub fn parse<T: AsRef<str>>(texts: &[T], schema: Schema) -> Result<Self, QueryError> {
        let (mut queries, mut filters, mut count) = (Self::default(), Vec::new(), 0);
        if texts.len() > MAX_QUERIES {
            return Err(QueryError::TooMuch);
        }
        for text in texts {
            let raw = Raw::parse(text.as_ref())?;
            count += raw.count();
            if count > MAX_QUERIES {
                return Err(QueryError::TooMuch);
            }
            queries.take(&raw, schema, &mut filters)?;
        }
        queries.filter = match filters.len() {
            0 | 1 => filters.pop(),
            _ => Some(Filter::All(filters)),
        };
        Ok(queries)
    }

    /// Adds one query. The first limit, offset and cursor count; further ones must be valid, too.
    fn take(&mut self, raw: &Raw, schema: Schema, filters: &mut Vec<Filter>) -> Result<(), QueryError> {
        match raw.method {
            Method::Limit => {
                let limit = limit(raw)?;
                self.limit.get_or_insert(limit);
            }
            Method::Offset => {
                let offset = Offset::any(number(raw, "offset", 0)?);
                self.offset.get_or_insert(offset);
            }
            Method::Other(name) => return Err(QueryError::MethodRefused(name)),
            method if !schema.has_filters() => return Err(QueryError::MethodRefused(method.name())),
            Method::CursorAfter | Method::CursorBefore => {
                let cursor = cursor(raw)?;
                self.cursor.get_or_insert(cursor);
            }
            Method::OrderAsc => self.orders.push(order(raw, schema)?, Order::Ascending),
            Method::OrderDesc => self.orders.push(order(raw, schema)?, Order::Descending),
            Method::OrderRandom => self.orders.push_chance(),
            _ => filters.push(build::filter(raw, schema)?),
        }
        Ok(())
    }

    /// With this size of the page, if the caller set none.
    #[must_use]
    pub fn or_limit(self, limit: Limit) -> Self {
        Self { limit: self.limit.or(Some(limit)), ..self }
    }

    /// Whether the queries only select a part of the list in the order of creation, without a filter.
    #[must_use]
    pub fn are_of_pages(&self) -> bool {
        self.filter.is_none() && self.orders.as_creation().is_some()
    }

    /// The requested part of the list.
    ///
    /// # Errors
    /// [`Error::ParamInvalid`] of this parameter when the cursor is not an id of the list's kind;
    /// [`Error::QueriesTooBroad`] when the offset skips more entries than a request can read.
    pub fn page<I>(self, param: &'static str, id: fn(&str) -> Result<I, Invalid>) -> crate::Result<Page<I>> {
        self.ensure_near()?;
        let cursor = self.cursor.as_ref().map(|cursor| id(cursor.id.as_str())).transpose();
        Ok(Page {
            limit: self.limit.unwrap_or_default(),
            offset: self.offset.unwrap_or_default(),
            cursor: cursor.map_err(Error::invalid(param))?,
            direction: self.cursor.map_or_else(Direction::default, |cursor| cursor.direction),
            order: self.orders.as_creation().unwrap_or_default(),
        })
    }

    /// Rejects an offset that skips more entries than a request can read.
    ///
    /// # Errors
    /// [`Error::QueriesTooBroad`] when it is over [`Offset::MAX`].
    pub fn ensure_near(&self) -> crate::Result<()> {
        let far = self.offset.is_some_and(|offset| offset.get() as u64 > Offset::MAX);
        if far { Err(Error::QueriesTooBroad) } else { Ok(()) }
    }

    /// The list of users that the queries select. `chance` decides the random order.
    #[must_use]
    pub fn of_users(self, search: Option<SearchTerm>, with_total: bool, chance: u64) -> ListUsers {
        let creation = self.orders.as_creation();
        ListUsers {
            search,
            limit: self.limit.unwrap_or_default(),
            offset: self.offset.unwrap_or_default(),
            direction: self.cursor.as_ref().map_or_else(Direction::default, |cursor| cursor.direction),
            cursor: self.cursor.map(|cursor| cursor.id),
            order: creation.unwrap_or_default(),
            with_total,
            filter: self.filter,
            orders: if creation.is_some() { Orders::default() } else { self.orders },
            chance,
        }
    }
}

fn limit(raw: &Raw) -> Result<Limit, QueryError> {
    Limit::of_query(number(raw, "limit", 1)?).map_err(|_| QueryError::LimitTooHigh)
}

/// A whole number of at least `least`, as a number or as a text.
fn number(raw: &Raw, what: &'static str, least: u8) -> Result<i64, QueryError> {
    let number = match raw.values.first() {
        Some(Literal::Number(number)) => *number,
        Some(Literal::Text(text)) => {
            text.trim().parse::<f64>().map_err(|_| QueryError::NotANumber(what))?;
            text.trim().parse().ok()
        }
        _ => return Err(QueryError::NotANumber(what)),
    };
    number.filter(|number| *number >= i64::from(least)).ok_or(QueryError::OutOfRange(what, least))
}

fn cursor(raw: &Raw) -> Result<Cursor, QueryError> {
    let direction = if raw.method == Method::CursorAfter { Direction::After } else { Direction::Before };
    match raw.values.first() {
        Some(Literal::Text(id)) => Ok(Cursor { direction, id: UserId::parse(id).map_err(|_| QueryError::Cursor)? }),
        _ => Err(QueryError::Cursor),
    }
}

/// The attribute to sort by; without a name it is the order of creation.
fn order(raw: &Raw, schema: Schema) -> Result<Attribute, QueryError> {
    if raw.attribute.is_empty() { Ok(Attribute::Sequence) } else { build::attribute(&raw.attribute, schema) }
}
