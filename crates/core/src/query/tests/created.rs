//! The times of creation that a filter allows.

use super::filter;

fn range(query: &str) -> (u64, u64) {
    let range = filter(query).created();
    (range.first, range.last)
}

const END: u64 = i64::MAX as u64;
const AT: &str = "1970-01-01T00:00:01.000+00:00";
const LATER: &str = "1970-01-01T00:00:02.000+00:00";

#[test]
fn comparisons_with_a_time_of_creation_are_ranges() {
    for attribute in ["$createdAt", "registration"] {
        let query = |method: &str| format!(r#"{method}("{attribute}", "{AT}")"#);
        assert_eq!(range(&query("lessThan")), (0, 999));
        assert_eq!(range(&query("lessThanEqual")), (0, 1_000));
        assert_eq!(range(&query("greaterThan")), (1_001, END));
        assert_eq!(range(&query("greaterThanEqual")), (1_000, END));
        assert_eq!(range(&query("equal")), (1_000, 1_000));
        assert_eq!(range(&query("notEqual")), (0, u64::MAX));
    }
    assert_eq!(range(&format!(r#"between("$createdAt", "{AT}", "{LATER}")"#)), (1_000, 2_000));
    assert!(filter(&format!(r#"between("$createdAt", "{LATER}", "{AT}")"#)).created().is_empty());
    assert_eq!(range(&format!(r#"lessThan("$updatedAt", "{AT}")"#)), (0, u64::MAX));
    assert!(filter(r#"lessThan("$createdAt", "1970-01-01T00:00:00.000+00:00")"#).created().is_empty());
}

#[test]
fn filters_that_are_nested_are_joined() {
    let (early, late) =
        (format!(r#"lessThan("$createdAt", "{AT}")"#), format!(r#"greaterThan("$createdAt", "{LATER}")"#));
    let named = r#"equal("name", "ann")"#;
    assert_eq!(range(&format!("or({early}, {late})")), (0, END));
    assert!(filter(&format!("and({early}, {late})")).created().is_empty());
    assert_eq!(range(&format!("and({late}, {named})")), (2_001, END));
    assert_eq!(range(&format!("or({late}, {named})")), (0, u64::MAX));
    assert_eq!(range(&format!("or({late}, and({early}, {late}))")), (2_001, END));
}

#[test]
fn a_range_decides_only_filters_of_one_range() {
    let is_settled = |query: &str| filter(query).is_settled_by_creation();
    assert!(is_settled(&format!(r#"greaterThan("$createdAt", "{AT}")"#)));
    assert!(is_settled(&format!(r#"between("registration", "{AT}", "{LATER}")"#)));
    assert!(is_settled(&format!(r#"equal("registration", "{AT}")"#)));
    assert!(is_settled(&format!(r#"and(lessThan("$createdAt", "{LATER}"), greaterThan("$createdAt", "{AT}"))"#)));
    for query in [
        format!(r#"equal("$createdAt", ["{AT}", "{LATER}"])"#),
        format!(r#"notBetween("$createdAt", "{AT}", "{LATER}")"#),
        format!(r#"notEqual("$createdAt", "{AT}")"#),
        format!(r#"or(lessThan("$createdAt", "{AT}"), greaterThan("$createdAt", "{LATER}"))"#),
        r#"equal("name", "ann")"#.to_owned(),
        r#"isNotNull("$createdAt")"#.to_owned(),
    ] {
        assert!(!is_settled(&query), "{query}");
    }
}
