//! What is wrong with a query, in the words that callers of the 1.x dialect read.

use std::fmt;

/// Longest part of a name that a refusal repeats.
const MAX_NAME: usize = 36;

/// Why a list of queries was refused. `Display` is the text that follows ``Invalid `queries` param: `` (source:
/// docs/reference/appwrite/queries.md#query-errors); nothing that was sent is in it but names of methods and attributes, cut
/// and cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// One text instead of a list of them.
    #[error("Queries must be an array")]
    NotAList,
    /// More than [`super::MAX_QUERIES`] queries, those inside of others counted, or a text over
    /// [`super::MAX_QUERY_CHARS`].
    #[error(
        "Value must a valid array no longer than {} items and Value must be a valid string and at least 1 chars and no longer than {} chars",
        super::MAX_QUERIES,
        super::MAX_QUERY_CHARS
    )]
    TooMuch,
    /// Neither of the two forms.
    #[error("Invalid query: Invalid query: Syntax error")]
    Syntax,
    /// Queries within queries within queries.
    #[error("Invalid query: Queries can be nested {} levels deep", super::MAX_DEPTH)]
    TooDeep,
    /// JSON, but no object; holds what it is, as PHP calls it.
    #[error("Invalid query: Invalid query. Must be an array, got {0}")]
    NotAnObject(&'static str),
    /// The method is no text.
    #[error("Invalid query: Invalid query method. Must be a string, got {0}")]
    MethodType(&'static str),
    /// The attribute is no text.
    #[error("Invalid query: Invalid query attribute. Must be a string, got {0}")]
    AttributeType(&'static str),
    /// The values are no list.
    #[error("Invalid query: Invalid query values. Must be an array, got {0}")]
    ValuesType(&'static str),
    /// No method has this name.
    #[error("Invalid query: Invalid query method: {0}")]
    MethodUnknown(SafeName),
    /// The method exists, but not for this list.
    #[error("Invalid query method: {0}")]
    MethodRefused(&'static str),
    /// The list has no such attribute.
    #[error("Invalid query: Attribute not found in schema: {0}")]
    AttributeUnknown(SafeName),
    /// A method that compares one value only with lists.
    #[error("Invalid query: Cannot query {0} on attribute \"{1}\" because it is an array.")]
    IsArray(&'static str, &'static str),
    /// A method that looks into texts and lists.
    #[error("Invalid query: Cannot query {0} on attribute \"{1}\" because it is not an array, string, or object.")]
    IsNoArray(&'static str, &'static str),
    /// A value of another type than the attribute's.
    #[error("Invalid query: Query value is invalid for attribute \"{0}\"")]
    Value(&'static str),
    /// More than [`super::MAX_VALUES`] values.
    #[error("Invalid query: Query on attribute has greater than {max} values: {0}", max = super::MAX_VALUES)]
    ManyValues(&'static str),
    /// Not so many values as the method takes.
    #[error("Invalid query: {method} queries require {1}.", method = capital(.0))]
    Count(&'static str, &'static str),
    /// Something that does not filter inside of `and` or `or`.
    #[error("Invalid query: {method} queries can only contain filter queries", method = capital(.0))]
    NotAFilter(&'static str),
    /// `and` or `or` of less than two.
    #[error("Invalid query: {method} queries require at least two queries", method = capital(.0))]
    TooFew(&'static str),
    /// A limit or offset that is no number; holds which.
    #[error("Invalid query: Invalid {0}: Value must be a valid number")]
    NotANumber(&'static str),
    /// A limit or offset out of range, which begins with the number.
    #[error("Invalid query: Invalid {0}: Value must be a valid range between {1} and 9,223,372,036,854,775,807")]
    OutOfRange(&'static str, u8),
    /// A limit over [`crate::Limit::MOST`]: no answer could hold it.
    #[error("Invalid query: Invalid limit: Value must be a valid range between 1 and 5,000")]
    LimitTooHigh,
    /// A cursor that is no id.
    #[error(
        "Invalid query: Invalid cursor: UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. Can't start with a leading underscore"
    )]
    Cursor,
    /// Words are indexed of names only: refused as `general_query_invalid`, without the prefix.
    #[error("Searching by attribute \"{0}\" requires a fulltext index.")]
    NotSearchable(&'static str),
}

impl QueryError {
    /// Whether the query is well formed and only cannot be answered: `general_query_invalid` to callers.
    #[must_use]
    pub fn is_unanswerable(&self) -> bool {
        matches!(self, Self::NotSearchable(_))
    }
}

/// `equal` is written `Equal` at the beginning of a sentence.
fn capital(method: &str) -> String {
    let mut letters = method.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// A name as it was sent, made safe to be shown: at most 36 characters, those that no name has replaced by `?`.
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
