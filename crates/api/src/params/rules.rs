//! Rules for parameters, as arguments for [`crate::Params`]: they turn a [`Value`] into a type of `roster_core`.

use crate::params::value::Value;
use roster_core::{Direction, Invalid, Order};

/// A text that follows the rule of its type. For any other value the error is `otherwise`; also for the empty text,
/// which only the dialect of 1.0 counts as sent.
pub fn text<T>(rule: fn(&str) -> Result<T, Invalid>, otherwise: Invalid) -> impl Fn(&Value) -> Result<T, Invalid> {
    move |value| match value {
        Value::Text(text) if !text.is_empty() => rule(text),
        _ => Err(otherwise),
    }
}

/// The empty text, which clears a field, or a value that another rule accepts.
pub fn or_empty<T>(rule: impl Fn(&Value) -> Result<T, Invalid>) -> impl Fn(&Value) -> Result<Option<T>, Invalid> {
    move |value| if value.is_empty_text() { Ok(None) } else { rule(value).map(Some) }
}

/// A whole number, as a number or as a text. For any other value the error is the range from 0 to `max`.
pub fn number<T>(rule: fn(i64) -> Result<T, Invalid>, max: u64) -> impl Fn(&Value) -> Result<T, Invalid> {
    number_between(rule, 0, max)
}

/// A whole number, as a number or as a text. For any other value the error is the range from `min` to `max`.
pub fn number_between<T>(
    rule: fn(i64) -> Result<T, Invalid>,
    min: u64,
    max: u64,
) -> impl Fn(&Value) -> Result<T, Invalid> {
    move |value| {
        let number = match value {
            Value::Number(number) => number.as_i64(),
            // PHP accepts white space around a number, and a sign.
            Value::Text(text) => text.trim_ascii().parse().ok(),
            _ => None,
        };
        number.map_or(Err(Invalid::Range(min, max)), rule)
    }
}

/// JSON's `true` or `false`.
///
/// # Errors
/// [`Invalid::Boolean`] for any other value.
pub fn strict_bool(value: &Value) -> Result<bool, Invalid> {
    match value {
        Value::Bool(bool) => Ok(*bool),
        _ => Err(Invalid::Boolean),
    }
}

/// A boolean, also as `"true"`, `"false"`, `1`, `0`, `"1"`, `"0"`.
///
/// # Errors
/// [`Invalid::Boolean`] for any other value.
pub fn loose_bool(value: &Value) -> Result<bool, Invalid> {
    match value {
        Value::Bool(bool) => Ok(*bool),
        Value::Number(number) if number.as_i64() == Some(1) => Ok(true),
        Value::Number(number) if number.as_i64() == Some(0) => Ok(false),
        Value::Text(text) if text == "true" || text == "1" => Ok(true),
        Value::Text(text) if text == "false" || text == "0" => Ok(false),
        _ => Err(Invalid::Boolean),
    }
}

/// One of some words, each with its meaning; with `fold` in any case.
fn one_of<T: Copy>(
    words: &'static [&'static str],
    meanings: &'static [T],
    fold: bool,
) -> impl Fn(&Value) -> Result<T, Invalid> {
    move |value| {
        let Value::Text(text) = value else { return Err(Invalid::OneOf(words)) };
        let same = |word: &&str| *word == text || (fold && word.eq_ignore_ascii_case(text));
        let position = words.iter().position(same);
        position.and_then(|position| meanings.get(position).copied()).ok_or(Invalid::OneOf(words))
    }
}

/// A list of texts that follows the rule of its type; in a form also `roles[0]=…` and `roles[first]=…`. For any other
/// value the error is `otherwise`.
pub fn list<T>(
    rule: fn(Vec<String>) -> Result<T, Invalid>,
    otherwise: Invalid,
) -> impl Fn(&Value) -> Result<T, Invalid> {
    move |value| match value.entries() {
        Some(Ok(texts)) => rule(texts),
        _ => Err(otherwise),
    }
}

/// The side of a cursor: `after` or `before`, in any case.
///
/// # Errors
/// [`Invalid::OneOf`] for any other value.
pub fn direction(value: &Value) -> Result<Direction, Invalid> {
    one_of(&["after", "before"], &[Direction::After, Direction::Before], true)(value)
}

/// The order of a list: `ASC` or `DESC`.
///
/// # Errors
/// [`Invalid::OneOf`] for any other value.
pub fn order(value: &Value) -> Result<Order, Invalid> {
    one_of(&["ASC", "DESC"], &[Order::Ascending, Order::Descending], false)(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_core::Limit;

    #[test]
    fn numbers_are_accepted_as_text() {
        let limit = |text: &str| number(Limit::new, Limit::MAX)(&Value::Text(text.into())).map(Limit::get);
        assert_eq!(limit("25"), Ok(25));
        assert_eq!(limit(" 25 "), Ok(25));
        assert_eq!(limit("+25"), Ok(25));
        for bad in ["abc", "25.0", "1e1", "101", "-1", "99999999999999999999"] {
            assert_eq!(limit(bad), Err(Invalid::Range(0, 100)), "{bad}");
        }
        assert!(number(Limit::new, Limit::MAX)(&Value::Bool(true)).is_err());
    }

    #[test]
    fn a_strict_boolean_is_not_accepted_as_text() {
        assert_eq!(strict_bool(&Value::Text("true".into())), Err(Invalid::Boolean));
        assert_eq!(loose_bool(&Value::Text("false".into())), Ok(false));
        assert_eq!(loose_bool(&Value::Number(2.into())), Err(Invalid::Boolean));
    }

    #[test]
    fn words_are_exact_or_folded() {
        let order = |text: &str, fold| one_of(&["ASC", "DESC"], &[1, 2], fold)(&Value::Text(text.into()));
        assert_eq!(order("DESC", false), Ok(2));
        assert_eq!(order("asc", false), Err(Invalid::OneOf(&["ASC", "DESC"])));
        assert_eq!(order("asc", true), Ok(1));
    }
}
