//! Hostile queries: rejected at little cost.

use super::users;
use crate::query::{MAX_QUERIES, Queries, QueryError, Schema};

fn nested(method: &str, depth: usize) -> String {
    let leaf = r#"isNull("email")"#;
    (0..depth).fold(leaf.to_owned(), |inner, _| format!("{method}({leaf},{inner})"))
}

#[test]
fn depth_is_bounded_in_both_forms() {
    assert!(users(&nested("or", 16)).is_ok());
    assert_eq!(users(&nested("or", 17)).unwrap_err(), QueryError::TooDeep);
    for open in ["[", "or(", r#"equal("name", ["#] {
        assert!(users(&open.repeat(4_096 / open.len())).is_err(), "{open}");
    }
    assert_eq!(users(&format!("limit({}", "[".repeat(4_000))).unwrap_err(), QueryError::TooDeep);
    assert_eq!(users(&r#"{"method":"or","values":["#.repeat(120)).unwrap_err(), QueryError::Syntax);
    let listed = |depth: usize| users(&format!("limit({}1{})", "[".repeat(depth), "]".repeat(depth))).unwrap_err();
    assert_ne!(listed(16), QueryError::TooDeep);
    assert_eq!(listed(17), QueryError::TooDeep);
    let deep = format!("{}1{}", "[".repeat(2_000), "]".repeat(2_000));
    assert_eq!(users(&deep).unwrap_err(), QueryError::Syntax);
    let leaf = r#"{"method":"isNull","attribute":"email"}"#;
    let deep = (0..20).fold(leaf.to_owned(), |inner, _| format!(r#"{{"method":"or","values":[{leaf},{inner}]}}"#));
    assert_eq!(users(&deep).unwrap_err(), QueryError::TooDeep);
}

#[test]
fn queries_are_counted_with_those_inside_of_them() {
    let one = r#"isNull("email")"#.to_owned();
    assert!(Queries::parse(&vec![one.clone(); MAX_QUERIES], Schema::Users).is_ok());
    assert_eq!(Queries::parse(&vec![one.clone(); MAX_QUERIES + 1], Schema::Users).unwrap_err(), QueryError::TooMuch);
    let many = format!("or({})", vec![one.as_str(); 60].join(","));
    assert_eq!(Queries::parse(&[&many, &many], Schema::Users).unwrap_err(), QueryError::TooMuch);
    assert!(users(&many).is_ok());
}

#[test]
fn values_and_lengths_are_bounded() {
    let values = |count: usize| format!("equal(\"name\", [{}])", vec!["\"\""; count].join(","));
    assert!(users(&values(500)).is_ok());
    assert_eq!(
        users(&values(501)).unwrap_err().to_string(),
        "Invalid query: Query on attribute has greater than 500 values: name"
    );
    let long = |length: usize| format!("equal(\"name\", \"{}\")", "ü".repeat(length - 17));
    assert!(users(&long(4_096)).is_ok());
    assert_eq!(users(&long(4_097)).unwrap_err(), QueryError::TooMuch);
}

/// Pieces of queries in random order: the result is a filter or an error, and never a panic.
#[test]
fn no_text_makes_the_parser_panic() {
    let pieces = [
        "equal",
        "(",
        ")",
        "\"name\"",
        ",",
        "[",
        "]",
        "\"",
        "'",
        "\\",
        "{",
        "}",
        "\"method\"",
        ":",
        "\"or\"",
        "true",
        "-",
        "1e9",
        "é",
        "\u{0}",
        "\\u12",
        "limit",
        " ",
        "\u{202e}",
    ];
    let mut state = 7_u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
        }
        if let Err(error) = users(&text) {
            assert!(error.to_string().len() < 250, "{text:?}");
        }
    }
}
