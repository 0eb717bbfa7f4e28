//! Queries as they were written: taken apart, not yet held against a list.

use super::method::Method;
use super::{MAX_DEPTH, MAX_QUERY_CHARS, QueryError, json, text};

/// A query taken apart.
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
    /// A whole number, if it is one that fits.
    Number(Option<i64>),
    Text(String),
    List(Vec<Literal>),
    Query(Raw),
    /// An object that is no query.
    Object,
}

impl Literal {
    /// What it is, as PHP calls it.
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
    /// Takes a text apart: `equal("name", ["x"])` when it begins like a call, JSON otherwise.
    pub(super) fn parse(query: &str) -> Result<Self, QueryError> {
        if query.chars().nth(MAX_QUERY_CHARS).is_some() {
            return Err(QueryError::TooMuch);
        }
        let query = query.trim();
        if text::is_call(query) { text::parse(query) } else { json::parse(query) }
    }

    /// How many queries this is: itself, and those inside of it.
    pub(super) fn count(&self) -> usize {
        let inside = self.values.iter().map(|value| if let Literal::Query(raw) = value { raw.count() } else { 0 });
        1 + inside.sum::<usize>()
    }
}

/// The method of this name.
pub(super) fn method(name: &str) -> Result<Method, QueryError> {
    Method::find(name).ok_or_else(|| QueryError::MethodUnknown(super::error::SafeName::of(name)))
}

/// Refuses queries that are nested deeper than anybody needs, before they are walked through.
pub(super) const fn ensure_depth(depth: usize) -> Result<(), QueryError> {
    if depth > MAX_DEPTH { Err(QueryError::TooDeep) } else { Ok(()) }
}
