//! Words of names, as the method `search` asks for them.

use crate::words::{WORDS_OF_NAME, phrase, split, words};
use std::collections::BTreeSet;

/// What a name must hold: each of these words, or one that begins so; in double quotes the whole, in this order.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct WordsOfName {
    pub(super) words: Vec<String>,
    /// The quoted words between spaces; empty when the term is not quoted.
    phrase: String,
}

/// A name that is looked for is personal data.
impl std::fmt::Debug for WordsOfName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WordsOfName({})", self.words.len())
    }
}

impl WordsOfName {
    pub(super) fn of(term: &str) -> Self {
        let term = term.trim();
        let quoted = term.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        Self { words: words(quoted.unwrap_or(term)), phrase: quoted.map(phrase).unwrap_or_default() }
    }

    /// Whether they are in a folded name. A term without words is in none.
    pub(super) fn are_in(&self, folded: &str) -> bool {
        let own = first(split(folded));
        let begins_one = |word: &String| own.iter().any(|own| own.starts_with(word.as_str()));
        let is_whole = || format!(" {} ", split(folded).collect::<Vec<_>>().join(" ")).contains(&self.phrase);
        !self.words.is_empty() && self.words.iter().all(begins_one) && (self.phrase.is_empty() || is_whole())
    }
}

/// The different words that have postings.
pub(super) fn first(words: impl Iterator<Item = String>) -> BTreeSet<String> {
    let mut kept = BTreeSet::new();
    for word in words {
        if kept.len() == WORDS_OF_NAME {
            break;
        }
        kept.insert(word);
    }
    kept
}
