//! Index hints: which users a filter can match, in terms of what the store can look up instead of reading every user.

use super::filter::{Check, Filter, Kinds, Quantity};
use super::value::Value;
use super::words::first;
use super::{Attribute, Kind};
use crate::labels::is_label;
use crate::user::{FLAG, flag_word};
use crate::words::{WORDS_OF_NAME, is_looked_up, split, words};
use crate::{Email, Exact, ListIndexes, MANY_LABELS, Phone, UserId, label_word};

/// The number of words of a name that are looked up, the longest first: more of them cost more than they exclude.
const LOOKUPS_OF_A_NAME: usize = 3;

/// A superset of the users that can match. Every user that matches the filter is among those of its hint; some users of
/// the hint might not match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexHint {
    /// One of these users.
    Users(Vec<Exact>),
    /// The users that have this word, or a word that begins with it.
    Word {
        /// The word.
        word: String,
        /// Whether it is a whole word; it is the beginning of a word otherwise.
        whole: bool,
    },
    /// The users that are in all of these hints.
    All(Vec<IndexHint>),
    /// The users that are in at least one of these hints; without any hint, nobody.
    Any(Vec<IndexHint>),
}

impl IndexHint {
    /// The users of both hints, or of the only one. Hints by name of a user make hints by words unnecessary.
    #[must_use]
    pub fn both(a: Option<Self>, b: Option<Self>) -> Option<Self> {
        Self::all([a, b].into_iter().flatten().collect())
    }

    fn all(mut hints: Vec<Self>) -> Option<Self> {
        let names = |hint: &Self| if let Self::Users(names) = hint { Some(names.len()) } else { None };
        let shortest = hints.iter().enumerate().filter_map(|(at, hint)| Some((names(hint)?, at))).min();
        if let Some((_, at)) = shortest {
            return Some(hints.swap_remove(at));
        }
        if hints.len() > 1 { Some(Self::All(hints)) } else { hints.pop() }
    }

    /// A hint of the words of a text, as whole words or as beginnings of words.
    pub(crate) fn words_of(words: impl IntoIterator<Item = String>, whole: bool) -> Option<Self> {
        Self::some_words_of(words, whole, LOOKUPS_OF_A_NAME)
    }

    /// As [`IndexHint::words_of`], of at most this many words.
    pub(crate) fn some_words_of(words: impl IntoIterator<Item = String>, whole: bool, most: usize) -> Option<Self> {
        let mut words: Vec<String> = words.into_iter().filter(|word| is_looked_up(word)).collect();
        words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        words.dedup();
        words.truncate(most);
        Self::all(words.into_iter().map(|word| Self::Word { word, whole }).collect())
    }

    /// The hint for a project that has complete postings of rare values, or not, and these indexes; `None` when any user
    /// could match.
    #[must_use]
    pub fn within(self, rare_values: bool, indexes: ListIndexes) -> Option<Self> {
        match self {
            Self::Word { word, .. } if word.starts_with(FLAG) && !is_kept(&word, rare_values, indexes) => None,
            Self::All(hints) => {
                Self::all(hints.into_iter().filter_map(|hint| hint.within(rare_values, indexes)).collect())
            }
            Self::Any(hints) => {
                hints.into_iter().map(|hint| hint.within(rare_values, indexes)).collect::<Option<_>>().map(Self::Any)
            }
            hint => Some(hint),
        }
    }

    /// The users with this label. A user with more labels than get postings has one posting that says so.
    fn label(label: &Value) -> Self {
        let word = |word| Self::Word { word, whole: true };
        let label = label.as_text();
        // A text that is not a valid label matches nobody.
        let words = is_label(label).then(|| vec![word(label_word(label)), word(MANY_LABELS.to_owned())]);
        Self::Any(words.unwrap_or_default())
    }
}

impl Filter {
    /// The users that can match, as a hint; `None` when any user could.
    #[must_use]
    pub fn index_hint(&self) -> Option<IndexHint> {
        match self {
            Self::All(filters) => IndexHint::all(filters.iter().filter_map(Self::index_hint).collect()),
            Self::Any(filters) => filters.iter().map(Self::index_hint).collect::<Option<_>>().map(IndexHint::Any),
            Self::Test(attribute, Check(check)) => check.index_hint(*attribute),
        }
    }
}

impl Filter {
    /// Whether every user of the hint matches, so that no user needs to be read: labels have words of their own. The
    /// users with more labels than get words ([`MANY_LABELS`]) must be read anyway.
    #[must_use]
    pub fn is_settled_by_hint(&self) -> bool {
        match self {
            Self::All(filters) | Self::Any(filters) => filters.iter().all(Self::is_settled_by_hint),
            Self::Test(attribute, Check(check)) => {
                let is_exact = *attribute == Attribute::Labels || attribute.kind() == Kind::Bool;
                is_exact && check.index_hint(*attribute).is_some()
            }
        }
    }

    /// The word of the users that do not match, if these are exactly the users with a rare value: nearly all users match.
    #[must_use]
    pub fn all_but(&self) -> Option<&'static str> {
        let Self::Test(attribute, Check(check)) = self else { return None };
        let wanted = check.only_bool()?;
        if flag_word(*attribute, wanted).is_some() { None } else { flag_word(*attribute, !wanted) }
    }
}

/// Whether the postings of this word are complete.
fn is_kept(word: &str, rare_values: bool, indexes: ListIndexes) -> bool {
    let is_of = |attribute| [true, false].iter().any(|value| flag_word(attribute, *value) == Some(word));
    match ListIndexes::ALL.into_iter().find(|attribute| is_of(*attribute)) {
        Some(attribute) => indexes.has(attribute),
        None => rare_values,
    }
}

impl Kinds {
    /// The only boolean that passes, if one does and the other does not; only `equal` and `notEqual` compare booleans.
    fn only_bool(&self) -> Option<bool> {
        let accepts =
            |bool| matches!(self, Self::Equal { values, wanted } if values.contains(&Value::Bool(bool)) == *wanted);
        match (accepts(true), accepts(false)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }

    fn index_hint(&self, attribute: Attribute) -> Option<IndexHint> {
        if attribute.kind() == Kind::Bool {
            let word = flag_word(attribute, self.only_bool()?)?.to_owned();
            return Some(IndexHint::Word { word, whole: true });
        }
        match (attribute, self) {
            (Attribute::Id | Attribute::Email | Attribute::Phone, Self::Equal { values, wanted: true }) => {
                Some(IndexHint::Users(values.iter().filter_map(|value| name_of(attribute, value.as_text())).collect()))
            }
            (Attribute::Name, Self::Equal { values, wanted: true }) => {
                let hint = |value: &Value| IndexHint::words_of(first(split(value.as_text())), true);
                values.iter().map(hint).collect::<Option<Vec<_>>>().map(IndexHint::Any)
            }
            (Attribute::Name, Self::Begins { part, wanted: true }) => {
                // The last word of the part may continue in the name; the first words of both are the same.
                IndexHint::words_of(words(part).into_iter().take(WORDS_OF_NAME), false)
            }
            (Attribute::Name, Self::Words { term, wanted: true }) => IndexHint::words_of(term.words.clone(), false),
            (Attribute::Labels, Self::Holds { parts, how: Quantity::One }) => {
                Some(IndexHint::Any(parts.iter().map(IndexHint::label).collect()))
            }
            (Attribute::Labels, Self::Holds { parts, how: Quantity::Every }) => {
                IndexHint::all(parts.iter().map(IndexHint::label).collect())
            }
            _ => None,
        }
    }
}

/// The user that a value identifies; `None` when no user can have the value.
fn name_of(attribute: Attribute, text: &str) -> Option<Exact> {
    match attribute {
        Attribute::Id => UserId::parse(text).ok().map(Exact::Id),
        Attribute::Email => Email::parse(text).ok().map(Exact::Email),
        _ => Phone::parse(text).ok().map(Exact::Phone),
    }
}
