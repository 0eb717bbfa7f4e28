//! The errors of queries, in Appwrite's texts for the 1.x dialect.

use std::fmt;

/// Longest part of a name that an error message repeats.
const MAX_NAME: usize = 36;

/// Why a list of queries was rejected. `Display` is the text that follows ``Invalid `queries` param: `` (source:
/// docs/reference/appwrite/queries.md#query-errors). Of what the caller sent, it repeats only names of methods and
/// attributes, cut and cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// A text instead of a list of texts.
    #[error("Queries must be an array")]
    NotAList,
    /// More than [`super::MAX_QUERIES`] queries (nested ones are counted, too), or a text over
    /// [`super::MAX_QUERY_CHARS`].
    #[error(
        "Value must a valid array no longer than {} items and Value must be a valid string and at least 1 chars and no longer than {} chars",
        super::MAX_QUERIES,
        super::MAX_QUERY_CHARS
    )]
    TooMuch,
    /// In neither of the two forms.
    #[error("Invalid query: Invalid query: Syntax error")]
    Syntax,
    /// Nested deeper than [`super::MAX_DEPTH`].
    #[error("Invalid query: Queries can be nested {} levels deep", super::MAX_DEPTH)]
    TooDeep,
    /// JSON, but not an object; holds its type, as PHP calls it.
    #[error("Invalid query: Invalid query. Must be an array, got {0}")]
    NotAnObject(&'static str),
    /// The method is not a text.
    #[error("Invalid query: Invalid query method. Must be a string, got {0}")]
    MethodType(&'static str),
    /// The attribute is not a text.
    #[error("Invalid query: Invalid query attribute. Must be a string, got {0}")]
    AttributeType(&'static str),
    /// The values are not a list.
    #[error("Invalid query: Invalid query values. Must be an array, got {0}")]
    ValuesType(&'static str),
    /// There is no method with this name.
    #[error("Invalid query: Invalid query method: {0}")]
    MethodUnknown(SafeName),
    /// The method exists, but this list does not accept it.
    #[error("Invalid query method: {0}")]
    MethodRefused(&'static str),
    /// The list has no such attribute.
    #[error("Invalid query: Attribute not found in schema: {0}")]
    AttributeUnknown(SafeName),
    /// A method that compares a single value, on an attribute that is a list.
    #[error("Invalid query: Cannot query {0} on attribute \"{1}\" because it is an array.")]
    IsArray(&'static str, &'static str),
    /// A method that looks into texts and lists, on an attribute that is neither.
    #[error("Invalid query: Cannot query {0} on attribute \"{1}\" because it is not an array, string, or object.")]
    IsNoArray(&'static str, &'static str),
    /// A value of another type than the attribute's.
    #[error("Invalid query: Query value is invalid for attribute \"{0}\"")]
    Value(&'static str),
    /// More than [`super::MAX_VALUES`] values.
    #[error("Invalid query: Query on attribute has greater than {max} values: {0}", max = super::MAX_VALUES)]
    ManyValues(&'static str),
    /// Not the number of values that the method needs.
    #[error("Invalid query: {method} queries require {1}.", method = capital(.0))]
    Count(&'static str, &'static str),
    /// A query that does not filter, inside of `and` or `or`.
    #[error("Invalid query: {method} queries can only contain filter queries", method = capital(.0))]
    NotAFilter(&'static str),
    /// `and` or `or` with fewer than two queries.
    #[error("Invalid query: {method} queries require at least two queries", method = capital(.0))]
    TooFew(&'static str),
    /// A limit or offset that is not a number; holds which of the two.
    #[error("Invalid query: Invalid {0}: Value must be a valid number")]
    NotANumber(&'static str),
    /// A limit or offset out of range; holds which of the two, and the lower end of the range.
    #[error("Invalid query: Invalid {0}: Value must be a valid range between {1} and 9,223,372,036,854,775,807")]
    OutOfRange(&'static str, u8),
    /// A limit over [`crate::Limit::MAX_V1`]: one answer cannot hold more entries.
    #[error("Invalid query: Invalid limit: Value must be a valid range between 1 and 5,000")]
    LimitTooHigh,
    /// A cursor that is not an id.
    #[error(
        "Invalid query: Invalid cursor: UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. Can't start with a leading underscore"
    )]
    Cursor,
    /// Only names have indexed words. The type of this error is `general_query_invalid`, and its text has no prefix.
    #[error("Searching by attribute \"{0}\" requires a fulltext index.")]
    NotSearchable(&'static str),
}

impl QueryError {
    /// Whether the query is well formed, but cannot be answered: `general_query_invalid` to callers.
    #[must_use]
    pub fn is_unanswerable(&self) -> bool {
        matches!(self, Self::NotSearchable(_))
    }
}

/// `Equal` for `equal`: a method at the beginning of a sentence.
fn capital(method: &str) -> String {
    let mut letters = method.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// A name that a caller sent, made safe to be shown: at most 36 characters, with `?` for those that no name has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SafeName {
    letters: [u8; MAX_NAME],
    length: u8,
}

impl SafeName {
    pub(super) fn of(name: &str) -> Self {
        let mut letters = [0; MAX_NAME];
        let mut length = 0;
        for (slot, sent) in letters.iter_mut().zip(name.chars()) {
            let is_safe = sent.is_ascii_alphanumeric() || matches!(sent, '$' | '_' | '-' | '.');
            *slot = if is_safe { sent as u8 } else { b'?' };
            length += 1;
        }
        Self { letters, length }
    }
}

impl fmt::Display for SafeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = self.letters.get(..usize::from(self.length)).unwrap_or_default();
        letters.iter().try_for_each(|letter| fmt::Write::write_char(f, char::from(*letter)))
    }
}

impl fmt::Debug for SafeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_and_cleaned_before_it_is_repeated() {
        assert_eq!(SafeName::of("cursorAsc").to_string(), "cursorAsc");
        assert_eq!(SafeName::of("<b>é\n").to_string(), "?b???");
        assert_eq!(SafeName::of(&"x".repeat(4_000)).to_string().len(), 36);
    }

    #[test]
    fn a_sentence_begins_with_a_capital() {
        assert_eq!(
            QueryError::Count("equal", "at least one value").to_string(),
            "Invalid query: Equal queries require at least one value."
        );
    }
}
