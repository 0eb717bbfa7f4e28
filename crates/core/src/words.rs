//! The words by which a search finds a user.

use std::collections::BTreeSet;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longest word that is distinguished, in characters: it bounds a table key, and words of real names are shorter.
const MAX_CHARS: usize = 64;
/// The number of different words of a name that a search finds.
pub(crate) const WORDS_OF_NAME: usize = 20;

/// Whether a word has postings: their table key needs the first two letters of the word.
pub(crate) fn is_looked_up(word: &str) -> bool {
    word.chars().nth(1).is_some()
}

/// Text without case and marks, as searches compare it. `É` and `e` are the same.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        // Nearly every name and email is ASCII, for which this gives the same result, many times faster.
        return text.to_ascii_lowercase();
    }
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c))
        .collect()
}

/// The folded words of a text: runs of letters and digits, in the order of the text.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    split(&fold(text)).collect()
}

/// The words of a text that is already folded.
pub(crate) fn split(folded: &str) -> impl Iterator<Item = String> {
    let pieces = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    pieces.map(|word| word.chars().take(MAX_CHARS).collect())
}

/// The words of a text in their order, each between two spaces: to find out whether a text has a phrase.
pub(crate) fn phrase(text: &str) -> String {
    let words = words(text);
    if words.is_empty() { String::new() } else { format!(" {} ", words.join(" ")) }
}

/// The first `most` different words of a text.
pub(crate) fn first_words(text: &str, most: usize) -> impl Iterator<Item = String> {
    let mut seen = BTreeSet::new();
    words(text).into_iter().filter(move |word| seen.insert(word.clone())).take(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_drops_case_and_marks() {
        assert_eq!(fold("Ångström É ﬁ Ⅷ İ"), "angstrom e fi viii i");
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(words("Jean-Luc O'Neil_2 — 東京"), ["jean", "luc", "o", "neil", "2", "東京"]);
        assert!(words(" @ - >").is_empty());
        assert_eq!(words(&"x".repeat(100))[0].len(), 64);
    }

    #[test]
    fn the_first_words_are_counted_without_repeats() {
        assert_eq!(first_words("a b a c", 2).collect::<Vec<_>>(), ["a", "b"]);
    }
}
