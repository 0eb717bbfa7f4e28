//! The users that match a filter.

use super::{filter, user};
use crate::query::{Attribute, Held, Queryable};
use crate::{Name, Timestamp, User};

fn finds(query: &str, user: &impl Queryable) -> bool {
    filter(query).matches(user)
}

fn jose() -> User {
    user("Jose.1", "José María García", "jose@example.com", "")
}

#[test]
fn texts_are_compared_without_case_and_marks_and_ids_as_they_are() {
    let jose = jose();
    for query in [
        r#"equal("name", ["nobody", "JOSE maria garcia"])"#,
        r#"equal("email", "JOSE@Example.com")"#,
        r#"startsWith("name", "josé m")"#,
        r#"endsWith("name", "GARCÍA")"#,
        r#"contains("name", ["zzz", "maria"])"#,
        r#"containsAny("name", ["zzz", "maria"])"#,
        r#"containsAll("name", ["jos", "cia"])"#,
        r#"notContains("name", ["zzz", "yyy"])"#,
        r#"notEqual("name", "jose")"#,
        r#"notStartsWith("name", "maria")"#,
        r#"notEndsWith("name", "maria")"#,
        r#"search("name", "GAR jose")"#,
        r#"search("name", "\"maría garcía\"")"#,
        r#"notSearch("name", "example")"#,
        r#"equal("$id", "Jose.1")"#,
        r#"between("name", "j", "k")"#,
        r#"notBetween("name", "k", "z")"#,
        r#"lessThan("name", "JOSF")"#,
    ] {
        assert!(finds(query, &jose), "{query}");
    }
    for query in [
        r#"equal("$id", "jose.1")"#,
        r#"startsWith("$id", "jose")"#,
        r#"containsAll("name", ["jos", "zzz"])"#,
        r#"notContains("name", ["zzz", "JOS"])"#,
        r#"search("name", "example")"#,
        r#"search("name", "\"garcia maria\"")"#,
        r#"search("name", ">")"#,
        r#"notSearch("name", "jos")"#,
        r#"notBetween("name", "j", "k")"#,
        r#"greaterThan("name", "jz")"#,
    ] {
        assert!(!finds(query, &jose), "{query}");
    }
}

#[test]
fn an_email_is_not_found_by_one_that_resembles_it() {
    let jose = jose();
    // Marks, other scripts, wide letters, ligatures: each could be the domain of somebody else.
    for similar in
        ["jos\u{e9}@example.com", "jose@ex\u{e4}mple.com", "\u{ff4a}ose@example.com", "j\u{43e}se@example.com"]
    {
        for method in ["equal", "startsWith", "endsWith", "contains"] {
            let query = format!(r#"{method}("email", "{similar}")"#);
            assert!(!finds(&query, &jose), "{query}");
        }
    }
    assert!(finds(r#"startsWith("email", "JOSE@")"#, &jose) && finds(r#"contains("email", "@EXAMPLE.")"#, &jose));
}

#[test]
fn only_is_null_and_not_exists_match_a_missing_value() {
    let jose = jose();
    for query in [
        r#"isNull("phone")"#,
        r#"isNull("passwordUpdate")"#,
        r#"isNotNull("email")"#,
        r#"{"method":"exists","values":["email","name"]}"#,
        r#"{"method":"notExists","values":["phone"]}"#,
        r#"{"method":"exists","attribute":"email"}"#,
    ] {
        assert!(finds(query, &jose), "{query}");
    }
    for query in [
        r#"equal("phone", "")"#,
        r#"notEqual("phone", "+1555")"#,
        r#"notContains("phone", ["1"])"#,
        r#"notStartsWith("phone", "+")"#,
        r#"notBetween("passwordUpdate", "2020-01-01", "2021-01-01")"#,
        r#"lessThan("passwordUpdate", "2030-01-01")"#,
        r#"isNotNull("phone")"#,
        r#"{"method":"exists","values":["email","phone"]}"#,
        r#"{"method":"notExists","values":["phone","email"]}"#,
    ] {
        assert!(!finds(query, &jose), "{query}");
    }
}

#[test]
fn times_are_compared_by_milliseconds() {
    let jose = jose();
    for (query, expected) in [
        (r#"equal("$createdAt", "2020-10-15T06:38:00.123+00:00")"#, true),
        (r#"equal("registration", "2020-10-15T08:38:00.123+02:00")"#, true),
        (r#"equal("$createdAt", "2020-10-15T06:38:00+00:00")"#, false),
        (r#"greaterThan("$createdAt", "2020-10-15T06:38:00.122Z")"#, true),
        (r#"greaterThan("$createdAt", "2020-10-15T06:38:00.123Z")"#, false),
        (r#"greaterThanEqual("$createdAt", "2020-10-15T06:38:00.123Z")"#, true),
        (r#"lessThan("$createdAt", "2020-10-15T06:38:00.124Z")"#, true),
        (r#"lessThan("$createdAt", "2020-10-15T06:38:00.123Z")"#, false),
        (r#"lessThanEqual("$createdAt", "2020-10-15T06:38:00.123Z")"#, true),
        (r#"lessThan("$createdAt", "2020-10-15")"#, false),
        (r#"lessThanEqual("$createdAt", "2020-10-16")"#, true),
        (r#"lessThan("$createdAt", "1920-10-15")"#, false),
        (r#"between("$updatedAt", "2020-10-15", "2020-10-15T06:38:00.123Z")"#, true),
    ] {
        assert_eq!(finds(query, &jose), expected, "{query}");
    }
}

#[test]
fn booleans_and_nested_queries_are_combined() {
    let blocked = jose().with_status(false, Timestamp::default());
    for (query, expected) in [
        (r#"equal("status", [false])"#, true),
        (r#"notEqual("status", false)"#, false),
        (r#"and(equal("status", [false]), isNull("phone"))"#, true),
        (r#"and(equal("status", [false]), isNotNull("phone"))"#, false),
        (r#"or(equal("status", [true]), isNull("phone"))"#, true),
        (r#"or(equal("status", [true]), and(isNull("phone"), equal("name", "x")))"#, false),
    ] {
        assert_eq!(finds(query, &blocked), expected, "{query}");
    }
}

#[test]
fn only_the_first_twenty_words_of_a_name_are_found_by_search() {
    let words: Vec<String> = (10..40).map(|n| format!("w{n}")).collect();
    let long = user("u", "", "", "").with_name(Name::parse(&words.join(" ")).unwrap(), Timestamp::default());
    assert!(finds(r#"search("name", "w29")"#, &long) && !finds(r#"search("name", "w30")"#, &long));
    assert!(finds(r#"contains("name", "w30")"#, &long));
}

/// An entry with a list.
struct Labelled(Vec<&'static str>);

impl Queryable for Labelled {
    fn held(&self, attribute: Attribute) -> Held<'_> {
        match attribute {
            Attribute::Roles | Attribute::Labels => Held::Texts(self.0.clone()),
            _ => Held::Null,
        }
    }
}

#[test]
fn values_of_a_list_are_compared_as_a_whole() {
    let entry = Labelled(vec!["vip", "Admin"]);
    for (query, expected) in [
        (r#"contains("labels", ["vip", "x"])"#, true),
        (r#"containsAny("labels", ["x", "Admin"])"#, true),
        (r#"containsAll("labels", ["vip", "Admin"])"#, true),
        (r#"containsAll("labels", ["vip", "x"])"#, false),
        (r#"contains("labels", ["VIP"])"#, false),
        (r#"contains("labels", ["vi"])"#, false),
        (r#"notContains("labels", ["x"])"#, true),
        (r#"notContains("labels", ["x", "vip"])"#, false),
        (r#"isNull("labels")"#, false),
    ] {
        assert_eq!(finds(query, &entry), expected, "{query}");
    }
}
