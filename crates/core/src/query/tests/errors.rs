//! Every error of a query, in the words of Appwrite (source: docs/reference/appwrite/queries.md#query-errors).

use super::users;
use crate::query::{Queries, Schema};

fn error_text(schema: Schema, query: &str) -> String {
    Queries::parse(&[query], schema).map_or_else(|error| error.to_string(), |_| "(taken)".to_owned())
}

#[test]
fn every_error_has_its_text() {
    for (query, text) in [
        ("{", "Invalid query: Invalid query: Syntax error"),
        ("", "Invalid query: Invalid query: Syntax error"),
        (r#"("name")"#, "Invalid query: Invalid query: Syntax error"),
        ("nonsense", "Invalid query: Invalid query: Syntax error"),
        ("equal(", "Invalid query: Invalid query: Syntax error"),
        (r#"equal("name", ["x")"#, "Invalid query: Invalid query: Syntax error"),
        (r#"equal("name", ["x"]) and more"#, "Invalid query: Invalid query: Syntax error"),
        (r#"equal("name", "x"#, "Invalid query: Invalid query: Syntax error"),
        ("5", "Invalid query: Invalid query. Must be an array, got integer"),
        ("null", "Invalid query: Invalid query. Must be an array, got NULL"),
        ("[]", "Invalid query: Invalid query method: "),
        ("{}", "Invalid query: Invalid query method: "),
        (r#"{"method":5}"#, "Invalid query: Invalid query method. Must be a string, got integer"),
        (r#"{"method":"cursorAsc","values":["x"]}"#, "Invalid query: Invalid query method: cursorAsc"),
        (r#"cursorAsc("x")"#, "Invalid query: Invalid query method: cursorAsc"),
        // A method of newer databases, which Appwrite 1.9.6 does not know.
        (r#"{"method":"regex","attribute":"name","values":["^a"]}"#, "Invalid query: Invalid query method: regex"),
        (r#"regex("name", "^a")"#, "Invalid query: Invalid query method: regex"),
        (r#"or(equal("name", "x"), regex("name", "^a"))"#, "Invalid query: Invalid query method: regex"),
        (
            r#"{"method":"equal","attribute":["a"],"values":["x"]}"#,
            "Invalid query: Invalid query attribute. Must be a string, got array",
        ),
        (
            r#"{"method":"equal","attribute":"name","values":"x"}"#,
            "Invalid query: Invalid query values. Must be an array, got string",
        ),
        (r#"{"method":"select","values":["name"]}"#, "Invalid query method: select"),
        (r#"select(["name"])"#, "Invalid query method: select"),
        (r#"or(equal("name", "x"), select(["name"]))"#, "Invalid query method: select"),
        (r#"equal("foo", ["x"])"#, "Invalid query: Attribute not found in schema: foo"),
        (r#"equal("password", ["x"])"#, "Invalid query: Attribute not found in schema: password"),
        (r#"orderAsc("foo")"#, "Invalid query: Attribute not found in schema: foo"),
        (r#"exists(["foo"])"#, "Invalid query: Invalid query attribute. Must be a string, got array"),
        (r#"{"method":"exists","values":["foo"]}"#, "Invalid query: Attribute not found in schema: foo"),
        (
            r#"equal("labels", ["x"])"#,
            "Invalid query: Cannot query equal on attribute \"labels\" because it is an array.",
        ),
        (r#"equal("status", ["x"])"#, "Invalid query: Query value is invalid for attribute \"status\""),
        (r#"equal("status", ["true"])"#, "Invalid query: Query value is invalid for attribute \"status\""),
        (r#"equal("status", [1])"#, "Invalid query: Query value is invalid for attribute \"status\""),
        (r#"equal("name", [1])"#, "Invalid query: Query value is invalid for attribute \"name\""),
        (r#"equal("name", [null])"#, "Invalid query: Query value is invalid for attribute \"name\""),
        (r#"equal("$sequence", [1])"#, "Invalid query: Query value is invalid for attribute \"$sequence\""),
        (r#"greaterThan("$createdAt", "soon")"#, "Invalid query: Query value is invalid for attribute \"$createdAt\""),
        (r#"equal("name", [])"#, "Invalid query: Equal queries require at least one value."),
        (r#"contains("labels", [])"#, "Invalid query: Contains queries require at least one value."),
        (r#"lessThan("$createdAt")"#, "Invalid query: LessThan queries require exactly one value."),
        (r#"notEqual("name", ["x", "y"])"#, "Invalid query: NotEqual queries require exactly one value."),
        (r#"between("$createdAt", "2020-01-01")"#, "Invalid query: Between queries require exactly two values."),
        (
            r#"contains("status", [true])"#,
            "Invalid query: Cannot query contains on attribute \"status\" because it is not an array, string, or object.",
        ),
        (r#"or(equal("name", "x"))"#, "Invalid query: Or queries require at least two queries"),
        (r#"and(equal("name", "x"), limit(1))"#, "Invalid query: And queries can only contain filter queries"),
        (r#"or(equal("name", "x"), equal("foo", "x"))"#, "Invalid query: Attribute not found in schema: foo"),
        (
            r#"limit(0)"#,
            "Invalid query: Invalid limit: Value must be a valid range between 1 and 9,223,372,036,854,775,807",
        ),
        (
            r#"limit(9223372036854775808)"#,
            "Invalid query: Invalid limit: Value must be a valid range between 1 and 9,223,372,036,854,775,807",
        ),
        (
            r#"offset(-1)"#,
            "Invalid query: Invalid offset: Value must be a valid range between 0 and 9,223,372,036,854,775,807",
        ),
        (r#"limit("ten")"#, "Invalid query: Invalid limit: Value must be a valid number"),
        (r#"{"method":"limit"}"#, "Invalid query: Invalid limit: Value must be a valid number"),
        (r#"limit(5001)"#, "Invalid query: Invalid limit: Value must be a valid range between 1 and 5,000"),
        (
            r#"cursorAfter("-x")"#,
            "Invalid query: Invalid cursor: UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. Can't start with a leading underscore",
        ),
    ] {
        assert_eq!(error_text(Schema::Users, query), text, "{query}");
    }
}

#[test]
fn a_search_in_an_attribute_without_words_is_well_formed_and_unanswerable() {
    let error = users(r#"search("email", "x")"#).unwrap_err();
    assert_eq!(error.to_string(), "Searching by attribute \"email\" requires a fulltext index.");
    assert!(error.is_unanswerable() && users(r#"search("name", "x")"#).is_ok());
    assert!(!users("{").unwrap_err().is_unanswerable());
}

#[test]
fn every_list_has_its_own_attributes() {
    for (schema, query, text) in [
        (Schema::Memberships, r#"equal("teamId", "x")"#, "(taken)"),
        (Schema::Memberships, r#"equal("name", "x")"#, "Invalid query: Attribute not found in schema: name"),
        (
            Schema::Memberships,
            r#"equal("roles", ["x"])"#,
            "Invalid query: Cannot query equal on attribute \"roles\" because it is an array.",
        ),
        (Schema::Memberships, r#"contains("roles", ["x"])"#, "(taken)"),
        (Schema::Identities, r#"equal("provider", "x")"#, "(taken)"),
        (Schema::Targets, r#"equal("identifier", "x")"#, "(taken)"),
        (Schema::Targets, r#"equal("$createdAt", "2020-01-01")"#, "(taken)"),
        (Schema::Teams, r#"greaterThan("total", 3)"#, "(taken)"),
        (
            Schema::Teams,
            r#"greaterThan("total", "3")"#,
            "Invalid query: Query value is invalid for attribute \"total\"",
        ),
        (Schema::Teams, r#"equal("total", 1.5)"#, "Invalid query: Query value is invalid for attribute \"total\""),
        (Schema::Logs, "limit(100)", "(taken)"),
        (Schema::Logs, "offset(1)", "(taken)"),
        (Schema::Logs, r#"equal("$id", "x")"#, "Invalid query method: equal"),
        (Schema::Logs, r#"orderAsc("$id")"#, "Invalid query method: orderAsc"),
        (Schema::Logs, r#"cursorAfter("x")"#, "Invalid query method: cursorAfter"),
        (Schema::Logs, r#"and(limit(1), limit(2))"#, "Invalid query method: and"),
    ] {
        assert_eq!(error_text(schema, query), text, "{query}");
    }
}

#[test]
fn an_error_repeats_neither_values_nor_long_names() {
    let long = format!("equal(\"{}\", [\"secret\"])", "<script>".repeat(100));
    for query in [long.as_str(), r#"equal("status", ["secret"])"#, r#"{"method":"secret\u0000","x":"#] {
        let text = error_text(Schema::Users, query);
        assert!(text.len() < 120 && !text.contains("secret") && !text.contains('<'), "{text}");
    }
}
