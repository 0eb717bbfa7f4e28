//! Words of names, for the method `search`.

use crate::words::{WORDS_OF_NAME, phrase, split, words};
use std::collections::BTreeSet;

/// The words that a name must have, in full or as beginnings of its words; a term in double quotes is matched as a
/// whole.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct WordsOfName {
    pub(super) words: Vec<String>,
    /// The quoted words between spaces; empty when the term is not quoted.
    phrase: String,
}

/// A name that a caller searches for is personal data.
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

    /// Whether a folded name has all the words. A term without words matches no name.
    pub(super) fn are_in(&self, folded: &str) -> bool {
        let own = first(split(folded));
        let begins_one = |word: &String| own.iter().any(|own| own.starts_with(word.as_str()));
        let is_whole = || format!(" {} ", split(folded).collect::<Vec<_>>().join(" ")).contains(&self.phrase);
        !self.words.is_empty() && self.words.iter().all(begins_one) && (self.phrase.is_empty() || is_whole())
    }
}

/// The first different words: those that have postings.
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
