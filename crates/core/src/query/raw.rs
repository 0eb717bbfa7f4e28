//! Parsed queries that are not yet checked against a list.

use super::method::Method;
use super::{MAX_DEPTH, MAX_QUERY_CHARS, QueryError, json, text};

/// A parsed query.
#[derive(Clone, PartialEq)]
pub(super) struct Raw {
    pub(super) method: Method,
    pub(super) attribute: String,
    pub(super) values: Vec<Literal>,
}

/// A value as it was written.
#[derive(Clone, PartialEq)]
pub(super) enum Literal {
    Null,
    Bool(bool),
    /// A number; `None` if it is not a whole number that fits.
    Number(Option<i64>),
    Text(String),
    List(Vec<Literal>),
    Query(Raw),
    /// An object that is not a query.
    Object,
}

impl Literal {
    /// The type, as PHP calls it.
    pub(super) const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Bool(_) => "boolean",
            Self::Number(Some(_)) => "integer",
            Self::Number(None) => "double",
            Self::Text(_) => "string",
            Self::List(_) | Self::Query(_) | Self::Object => "array",
        }
    }
}

impl Raw {
    /// Parses a text: as a call like `equal("name", ["x"])` if it begins like one, as JSON otherwise.
    pub(super) fn parse(query: &str) -> Result<Self, QueryError> {
        if query.chars().nth(MAX_QUERY_CHARS).is_some() {
            return Err(QueryError::TooMuch);
        }
        let query = query.trim();
        if text::is_call(query) { text::parse(query) } else { json::parse(query) }
    }

    /// The number of queries: this one, and those inside of it.
    pub(super) fn count(&self) -> usize {
        let inside = self.values.iter().map(|value| if let Literal::Query(raw) = value { raw.count() } else { 0 });
        1 + inside.sum::<usize>()
    }
}

/// The method with this name.
pub(super) fn method(name: &str) -> Result<Method, QueryError> {
    Method::find(name).ok_or_else(|| QueryError::MethodUnknown(super::error::SafeName::of(name)))
}

/// Rejects queries that are nested too deeply, before recursion into them.
pub(super) const fn ensure_depth(depth: usize) -> Result<(), QueryError> {
    if depth > MAX_DEPTH { Err(QueryError::TooDeep) } else { Ok(()) }
}
