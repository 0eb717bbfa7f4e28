//! Queries as JSON objects: `{"method":"equal","attribute":"name","values":["x"]}`.

use super::QueryError;
use super::raw::{Literal, Raw, ensure_depth, method};
use serde_json::{Map, Value};

/// Parses a text of JSON.
pub(super) fn parse(text: &str) -> Result<Raw, QueryError> {
    // The JSON parser bounds the depth of nesting itself.
    match serde_json::from_str(text).map_err(|_| QueryError::Syntax)? {
        Value::Object(object) => query(object, 0),
        // PHP does not distinguish a list from an object without a method.
        Value::Array(_) => Err(method("").map_or_else(|error| error, |_| QueryError::Syntax)),
        other => Err(QueryError::NotAnObject(literal(other).type_name())),
    }
}

fn query(mut object: Map<String, Value>, depth: usize) -> Result<Raw, QueryError> {
    ensure_depth(depth)?;
    let method = match object.remove("method") {
        None | Some(Value::Null) => method("")?,
        Some(Value::String(name)) => method(&name)?,
        Some(other) => return Err(QueryError::MethodType(literal(other).type_name())),
    };
    let attribute = match object.remove("attribute") {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(name)) => name,
        Some(other) => return Err(QueryError::AttributeType(literal(other).type_name())),
    };
    let values = match object.remove("values") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values,
        Some(other) => return Err(QueryError::ValuesType(literal(other).type_name())),
    };
    let values = if method.is_nested() {
        values.into_iter().map(|value| nested(value, depth + 1)).collect::<Result<_, _>>()?
    } else {
        values.into_iter().map(literal).collect()
    };
    Ok(Raw { method, attribute, values })
}

fn nested(value: Value, depth: usize) -> Result<Literal, QueryError> {
    match value {
        Value::Object(object) => query(object, depth).map(Literal::Query),
        _ => Err(QueryError::Syntax),
    }
}

fn literal(value: Value) -> Literal {
    match value {
        Value::Null => Literal::Null,
        Value::Bool(bool) => Literal::Bool(bool),
        Value::Number(number) => Literal::Number(number.as_i64()),
        Value::String(text) => Literal::Text(text),
        Value::Array(list) => Literal::List(list.into_iter().map(literal).collect()),
        Value::Object(_) => Literal::Object,
    }
}
