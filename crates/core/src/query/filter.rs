//! Filters: conditions on the entries of a list.

use super::value::{Held, Queryable, Value};
use super::words::WordsOfName;
use super::{Attribute, Kind};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// A condition on the entries of a list. Methods, attributes and values have passed the rules of the list.
///
/// Texts are compared without case and marks, as Appwrite's database compares them (`equal("name", "jose")` finds
/// `José`, as a search does); emails, phones and identifiers are compared without case only; ids, labels and roles are
/// compared as they are. For an attribute without a value only `isNull` and `notExists` match: no other method does,
/// not even `notEqual` (source: docs/reference/appwrite/queries.md#comparison).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// All of these match.
    All(Vec<Filter>),
    /// At least one of these matches.
    Any(Vec<Filter>),
    /// One attribute passes one check.
    Test(Attribute, Check),
}

/// A check of the value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check(pub(super) Kinds);

/// The kinds of checks. `wanted` is false for the negated method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kinds {
    Present {
        wanted: bool,
    },
    /// The values are sorted.
    Equal {
        values: Vec<Value>,
        wanted: bool,
    },
    Below(Value),
    AtMost(Value),
    Above(Value),
    AtLeast(Value),
    Between {
        range: RangeInclusive<Value>,
        wanted: bool,
    },
    Begins {
        part: String,
        wanted: bool,
    },
    Ends {
        part: String,
        wanted: bool,
    },
    Holds {
        parts: Vec<Value>,
        how: Quantity,
    },
    Words {
        term: WordsOfName,
        wanted: bool,
    },
}

/// The number of the given values that a text or a list must contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    One,
    Every,
    None,
}

impl Quantity {
    fn holds(self, parts: &[Value], holds: impl Fn(&Value) -> bool) -> bool {
        match self {
            Self::One => parts.iter().any(holds),
            Self::Every => parts.iter().all(holds),
            Self::None => !parts.iter().any(holds),
        }
    }
}

impl Filter {
    /// Whether an entry matches the filter.
    #[must_use]
    pub fn matches(&self, entry: &impl Queryable) -> bool {
        self.holds(&Seen { entry, values: RefCell::default() })
    }

    fn holds(&self, seen: &Seen<'_, impl Queryable>) -> bool {
        match self {
            Self::All(filters) => filters.iter().all(|filter| filter.holds(seen)),
            Self::Any(filters) => filters.iter().any(|filter| filter.holds(seen)),
            Self::Test(attribute, Check(check)) => check.holds(seen, *attribute),
        }
    }
}

impl Filter {
    /// Texts of which an entry must have one as this attribute, if the filter says so, as they are compared.
    #[must_use]
    pub fn required_texts(&self, attribute: Attribute) -> Option<Vec<&str>> {
        match self {
            Self::All(filters) => filters.iter().find_map(|filter| filter.required_texts(attribute)),
            Self::Test(tested, Check(Kinds::Equal { values, wanted: true })) if *tested == attribute => {
                Some(values.iter().map(Value::as_text).collect())
            }
            Self::Any(_) | Self::Test(..) => None,
        }
    }
}

impl Kinds {
    fn holds(&self, seen: &Seen<'_, impl Queryable>, attribute: Attribute) -> bool {
        if attribute.kind() == Kind::Array || matches!(self, Self::Present { .. }) {
            return self.holds_of(&seen.entry.held(attribute));
        }
        seen.with(attribute, |value| self.holds_for(value))
    }

    /// Whether a list passes the check, or any value for the checks of presence.
    fn holds_of(&self, held: &Held<'_>) -> bool {
        match (self, held) {
            (Self::Present { wanted }, held) => (*held != Held::Null) == *wanted,
            (Self::Holds { parts, how }, Held::Texts(texts)) => {
                how.holds(parts, |part| texts.contains(&part.as_text()))
            }
            _ => false,
        }
    }

    /// Whether a value that is not a list passes the check.
    fn holds_for(&self, value: &Value) -> bool {
        let text = value.as_text();
        match self {
            Self::Present { wanted } => *wanted,
            Self::Equal { values, wanted } => values.binary_search(value).is_ok() == *wanted,
            Self::Below(limit) => value < limit,
            Self::AtMost(limit) => value <= limit,
            Self::Above(limit) => value > limit,
            Self::AtLeast(limit) => value >= limit,
            Self::Between { range, wanted } => range.contains(value) == *wanted,
            Self::Begins { part, wanted } => text.starts_with(part.as_str()) == *wanted,
            Self::Ends { part, wanted } => text.ends_with(part.as_str()) == *wanted,
            Self::Holds { parts, how } => how.holds(parts, |part| text.contains(part.as_text())),
            Self::Words { term, wanted } => term.are_in(text) == *wanted,
        }
    }
}

/// An entry during a comparison: each text is folded once, even if several tests read it.
struct Seen<'a, T> {
    entry: &'a T,
    values: RefCell<BTreeMap<Attribute, Option<Value>>>,
}

impl<T: Queryable> Seen<'_, T> {
    /// Whether there is a value, and it passes.
    fn with(&self, attribute: Attribute, passes: impl FnOnce(&Value) -> bool) -> bool {
        let mut values = self.values.borrow_mut();
        let known = values.entry(attribute);
        known.or_insert_with(|| self.entry.held(attribute).to_value(attribute.kind())).as_ref().is_some_and(passes)
    }
}
