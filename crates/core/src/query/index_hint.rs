//! What a filter says of the users who match that can be looked up: so that not all need be looked through.

use super::Attribute;
use super::filter::{Check, Filter, Kinds, Quantity};
use super::value::Value;
use super::words::first;
use crate::labels::is_label;
use crate::words::{WORDS_OF_NAME, is_looked_up, split, words};
use crate::{Email, Exact, MANY_LABELS, Phone, UserId, label_word};

/// Words of one name that are looked up, the longest first: more of them cost more than they leave out.
const LOOKUPS_OF_A_NAME: usize = 3;

/// Who can match at most. Whoever matches the filter is among those whom its hint leads to; not everybody whom it leads
/// to matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexHint {
    /// One of those named here.
    Users(Vec<Exact>),
    /// Somebody with this word, or with one that begins so.
    Word {
        /// The word.
        word: String,
        /// Whether it is the whole word, and not its beginning.
        whole: bool,
    },
    /// Somebody to whom all of these lead.
    All(Vec<IndexHint>),
    /// Somebody to whom one of these leads; without any, nobody.
    Any(Vec<IndexHint>),
}

impl IndexHint {
    /// Both, or the one that is there. Who is named need not be looked up by words as well.
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

    /// Every word of a text as the beginning of one, or as a whole one.
    pub(crate) fn words_of(words: impl IntoIterator<Item = String>, whole: bool) -> Option<Self> {
        let mut words: Vec<String> = words.into_iter().filter(|word| is_looked_up(word)).collect();
        words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        words.dedup();
        words.truncate(LOOKUPS_OF_A_NAME);
        Self::all(words.into_iter().map(|word| Self::Word { word, whole }).collect())
    }

    /// Somebody with this label. Who has more labels than have postings has one posting that says so.
    fn label(label: &Value) -> Self {
        let word = |word| Self::Word { word, whole: true };
        let label = label.as_text();
        // No user has a label that is none.
        let words = is_label(label).then(|| vec![word(label_word(label)), word(MANY_LABELS.to_owned())]);
        Self::Any(words.unwrap_or_default())
    }
}

impl Filter {
    /// Who can match at most; nothing when that could be anybody.
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
    /// Whether everybody to whom the hint leads matches, so that nobody need be looked at: labels have words of their own. Who
    /// has more of them than have words ([`MANY_LABELS`]) must be looked at all the same.
    #[must_use]
    pub fn is_settled_by_hint(&self) -> bool {
        match self {
            Self::All(filters) | Self::Any(filters) => filters.iter().all(Self::is_settled_by_hint),
            Self::Test(attribute, Check(check)) => {
                *attribute == Attribute::Labels && check.index_hint(*attribute).is_some()
            }
        }
    }
}

impl Kinds {
    fn index_hint(&self, attribute: Attribute) -> Option<IndexHint> {
        match (attribute, self) {
            (Attribute::Id | Attribute::Email | Attribute::Phone, Self::Equal { values, wanted: true }) => {
                Some(IndexHint::Users(values.iter().filter_map(|value| name_of(attribute, value.as_text())).collect()))
            }
            (Attribute::Name, Self::Equal { values, wanted: true }) => {
                let hint = |value: &Value| IndexHint::words_of(first(split(value.as_text())), true);
                values.iter().map(hint).collect::<Option<Vec<_>>>().map(IndexHint::Any)
            }
            (Attribute::Name, Self::Begins { part, wanted: true }) => {
                // The last word may go on; the first ones of the part are the first ones of the name.
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

/// The user whom a value names; nothing when nobody can have it.
fn name_of(attribute: Attribute, text: &str) -> Option<Exact> {
    match attribute {
        Attribute::Id => UserId::parse(text).ok().map(Exact::Id),
        Attribute::Email => Email::parse(text).ok().map(Exact::Email),
        _ => Phone::parse(text).ok().map(Exact::Phone),
    }
}
