//! From a parsed query to a condition: checks everything against the rules of the list.

use super::MAX_VALUES;
use super::attribute::{Attribute, Kind, Schema};
use super::error::{QueryError, SafeName};
use super::filter::{Check, Filter, Kinds, Quantity};
use super::method::Method;
use super::raw::{Literal, Raw};
use super::value::Value;
use super::words::WordsOfName;

/// The condition of a query that filters.
pub(super) fn filter(raw: &Raw, schema: Schema) -> Result<Filter, QueryError> {
    let method = raw.method;
    match method {
        Method::And => nested(raw, schema).map(Filter::All),
        Method::Or => nested(raw, schema).map(Filter::Any),
        Method::Exists | Method::NotExists => existence(raw, schema),
        _ => {
            ensure_count(raw)?;
            let attribute = attribute(&raw.attribute, schema)?;
            let values = values(raw, attribute)?;
            ensure_fit(method, attribute)?;
            Ok(Filter::Test(attribute, Check(check(method, attribute, values)?)))
        }
    }
}

/// The attribute with this name.
pub(super) fn attribute(name: &str, schema: Schema) -> Result<Attribute, QueryError> {
    schema.find(name).ok_or_else(|| QueryError::AttributeUnknown(SafeName::of(name)))
}

/// The queries inside of another one: each is checked against its rules before their number is.
fn nested(raw: &Raw, schema: Schema) -> Result<Vec<Filter>, QueryError> {
    let mut filters = Vec::with_capacity(raw.values.len());
    let mut others = false;
    for value in &raw.values {
        let Literal::Query(query) = value else { return Err(QueryError::Syntax) };
        match query.method {
            Method::Other(name) => return Err(QueryError::MethodRefused(name)),
            method if method.is_filter() => filters.push(filter(query, schema)?),
            _ => others = true,
        }
    }
    if others {
        return Err(QueryError::NotAFilter(raw.method.name()));
    }
    if filters.len() < 2 { Err(QueryError::TooFew(raw.method.name())) } else { Ok(filters) }
}

/// `exists` has the names of its attributes as values; a name in the place of the attribute is accepted, too.
fn existence(raw: &Raw, schema: Schema) -> Result<Filter, QueryError> {
    let wanted = raw.method == Method::Exists;
    let mut tests = Vec::new();
    let names = raw.values.iter().map(|value| if let Literal::Text(name) = value { name } else { "" });
    let names: Vec<&str> = if raw.attribute.is_empty() { names.collect() } else { vec![&raw.attribute] };
    if names.is_empty() {
        return Err(QueryError::Count(raw.method.name(), "at least one value"));
    }
    for name in names {
        tests.push(Filter::Test(attribute(name, schema)?, Check(Kinds::Present { wanted })));
    }
    Ok(Filter::All(tests))
}

fn ensure_count(raw: &Raw) -> Result<(), QueryError> {
    let is_empty = match raw.values.first() {
        Some(Literal::List(list)) => list.is_empty(),
        first => first.is_none(),
    };
    let refused = match raw.method {
        Method::Equal | Method::Contains | Method::ContainsAny | Method::ContainsAll | Method::NotContains => {
            is_empty.then_some("at least one value")
        }
        Method::Between | Method::NotBetween => (raw.values.len() != 2).then_some("exactly two values"),
        Method::IsNull | Method::IsNotNull => None,
        _ => (raw.values.len() != 1).then_some("exactly one value"),
    };
    refused.map_or(Ok(()), |what| Err(QueryError::Count(raw.method.name(), what)))
}

fn values(raw: &Raw, attribute: Attribute) -> Result<Vec<Value>, QueryError> {
    if raw.values.len() > MAX_VALUES {
        return Err(QueryError::ManyValues(attribute.name()));
    }
    let value = |literal| Value::of(literal, attribute.kind()).ok_or(QueryError::Value(attribute.name()));
    raw.values.iter().map(value).collect()
}

/// Whether the method can be used on an attribute of this kind.
fn ensure_fit(method: Method, attribute: Attribute) -> Result<(), QueryError> {
    let kind = attribute.kind();
    if method.contains() && !matches!(kind, Kind::Text | Kind::Contact | Kind::Id | Kind::Array) {
        let method = if method == Method::NotContains { "notContains" } else { "contains" };
        return Err(QueryError::IsNoArray(method, attribute.name()));
    }
    if kind == Kind::Array && !method.contains() && !method.asks_for_presence() {
        return Err(QueryError::IsArray(method.name(), attribute.name()));
    }
    if matches!(method, Method::Search | Method::NotSearch) && attribute != Attribute::Name {
        return Err(QueryError::NotSearchable(attribute.name()));
    }
    // A part of a number or of a point in time cannot be compared.
    let looks_into =
        matches!(method, Method::StartsWith | Method::NotStartsWith | Method::EndsWith | Method::NotEndsWith);
    if looks_into && !matches!(kind, Kind::Text | Kind::Contact | Kind::Id) {
        return Err(QueryError::Value(attribute.name()));
    }
    Ok(())
}

fn check(method: Method, attribute: Attribute, values: Vec<Value>) -> Result<Kinds, QueryError> {
    let mut all = values.into_iter();
    let mut next = || all.next().ok_or(QueryError::Value(attribute.name()));
    let text = |value: Value| value.as_text().to_owned();
    Ok(match method {
        Method::IsNull => Kinds::Present { wanted: false },
        Method::IsNotNull => Kinds::Present { wanted: true },
        Method::LessThan => Kinds::Below(next()?),
        Method::LessThanEqual => Kinds::AtMost(next()?),
        Method::GreaterThan => Kinds::Above(next()?),
        Method::GreaterThanEqual => Kinds::AtLeast(next()?),
        Method::Between | Method::NotBetween => {
            Kinds::Between { range: next()?..=next()?, wanted: method == Method::Between }
        }
        Method::StartsWith => Kinds::Begins { part: text(next()?), wanted: true },
        Method::NotStartsWith => Kinds::Begins { part: text(next()?), wanted: false },
        Method::EndsWith => Kinds::Ends { part: text(next()?), wanted: true },
        Method::NotEndsWith => Kinds::Ends { part: text(next()?), wanted: false },
        Method::Contains | Method::ContainsAny => Kinds::Holds { parts: all.collect(), how: Quantity::One },
        Method::ContainsAll => Kinds::Holds { parts: all.collect(), how: Quantity::Every },
        Method::NotContains => Kinds::Holds { parts: all.collect(), how: Quantity::None },
        Method::Search => Kinds::Words { term: WordsOfName::of(next()?.as_text()), wanted: true },
        Method::NotSearch => Kinds::Words { term: WordsOfName::of(next()?.as_text()), wanted: false },
        Method::Equal | Method::NotEqual => {
            let mut values: Vec<Value> = all.collect();
            values.sort();
            Kinds::Equal { values, wanted: method == Method::Equal }
        }
        _ => return Err(QueryError::MethodRefused(method.name())),
    })
}
