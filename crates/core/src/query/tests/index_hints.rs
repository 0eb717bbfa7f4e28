//! Index hints of filters.

use super::filter;
use crate::query::IndexHint;
use crate::{Email, Exact, ListIndexes, Phone, UserId};

fn hint(query: &str) -> Option<IndexHint> {
    filter(query).index_hint()
}

fn word(word: &str, whole: bool) -> IndexHint {
    IndexHint::Word { word: word.to_owned(), whole }
}

#[test]
fn emails_phones_and_ids_are_read_directly() {
    let ann = Exact::Email(Email::parse("ann@x.com").unwrap());
    assert_eq!(hint(r#"equal("email", ["ANN@x.com", "no email"])"#), Some(IndexHint::Users(vec![ann.clone()])));
    let phone = Exact::Phone(Phone::parse("+4912").unwrap());
    assert_eq!(hint(r#"equal("phone", "+4912")"#), Some(IndexHint::Users(vec![phone])));
    let id = |id: &str| Exact::Id(UserId::parse(id).unwrap());
    assert_eq!(hint(r#"equal("$id", ["a", "b", "-"])"#), Some(IndexHint::Users(vec![id("a"), id("b")])));
    assert_eq!(
        hint(r#"and(equal("$id", ["a", "b"]), equal("email", "ann@x.com"), search("name", "lee"))"#),
        Some(IndexHint::Users(vec![ann]))
    );
}

#[test]
fn words_of_names_are_looked_up_with_the_longest_first() {
    assert_eq!(
        hint(r#"search("name", "Ann von Humboldt-Lee x")"#),
        Some(IndexHint::All(vec![word("humboldt", false), word("ann", false), word("lee", false)]))
    );
    assert_eq!(hint(r#"startsWith("name", "José")"#), Some(word("jose", false)));
    assert_eq!(hint(r#"equal("name", ["Ann"])"#), Some(IndexHint::Any(vec![word("ann", true)])));
    assert_eq!(hint(r#"startsWith("name", "J")"#), None);
    assert_eq!(hint(r#"equal("name", ["Ann", "!"])"#), None);
}

#[test]
fn an_or_gives_a_hint_only_when_all_of_its_parts_do() {
    assert!(matches!(hint(r#"or(equal("name", "ann"), equal("$id", "a"))"#), Some(IndexHint::Any(_))));
    assert_eq!(hint(r#"or(equal("name", "ann"), equal("status", true))"#), None);
    assert!(hint(r#"and(equal("name", "ann"), equal("status", false))"#).is_some());
    for query in
        [r#"notEqual("$id", "a")"#, r#"contains("name", "ann")"#, r#"equal("status", true)"#, r#"isNull("email")"#]
    {
        assert_eq!(hint(query), None, "{query}");
    }
}

#[test]
fn labels_are_looked_up_as_they_are_and_invalid_labels_match_nobody() {
    let label = |text: &str| IndexHint::Any(vec![word(text, true), word(":+", true)]);
    assert_eq!(hint(r#"contains("labels", ["vip"])"#), Some(IndexHint::Any(vec![label(":vip")])));
    assert_eq!(
        hint(r#"containsAll("labels", ["vip", "VIP"])"#),
        Some(IndexHint::All(vec![label(":vip"), label(":vip:VIP")]))
    );
    assert_eq!(hint(r#"contains("labels", ["no label"])"#), Some(IndexHint::Any(vec![IndexHint::Any(vec![])])));
    assert_eq!(hint(r#"notContains("labels", ["vip"])"#), None);
}

#[test]
fn a_filter_and_a_search_give_the_users_of_both() {
    let (ann, lee) = (|| Some(word("ann", true)), || Some(word("lee", false)));
    assert_eq!(IndexHint::both(ann(), lee()), Some(IndexHint::All(vec![word("ann", true), word("lee", false)])));
    assert_eq!(
        (IndexHint::both(ann(), None), IndexHint::both(None, lee()), IndexHint::both(None, None)),
        (ann(), lee(), None)
    );
}

#[test]
fn only_hints_of_labels_and_booleans_are_exact() {
    let is_settled = |query: &str| filter(query).is_settled_by_hint();
    for query in [
        r#"contains("labels", ["vip"])"#,
        r#"and(contains("labels", ["vip"]), contains("labels", ["new"]))"#,
        r#"or(contains("labels", ["vip"]), contains("labels", ["new"]))"#,
    ] {
        assert!(is_settled(query), "{query}");
    }
    for query in [
        r#"notContains("labels", ["vip"])"#,
        r#"equal("name", "ann")"#,
        r#"equal("status", true)"#,
        r#"and(contains("labels", ["vip"]), equal("name", "ann"))"#,
        r#"or(contains("labels", ["vip"]), equal("name", "ann"))"#,
    ] {
        assert!(!is_settled(query), "{query}");
    }
}

#[test]
fn rare_values_are_looked_up_and_frequent_ones_are_all_but_them() {
    let rare = |query: &str| (hint(query), filter(query).all_but());
    for query in [r#"equal("status", false)"#, r#"notEqual("status", true)"#] {
        assert_eq!(rare(query), (Some(word("!blocked", true)), None), "{query}");
        assert!(filter(query).is_settled_by_hint(), "{query}");
    }
    for query in [r#"equal("status", true)"#, r#"notEqual("status", false)"#] {
        assert_eq!(rare(query), (None, Some("!blocked")), "{query}");
    }
    assert_eq!(rare(r#"equal("impersonator", true)"#), (Some(word("!impersonator", true)), None));
    assert_eq!(rare(r#"equal("impersonator", false)"#), (None, Some("!impersonator")));
    assert_eq!(rare(r#"equal("emailVerification", false)"#), (Some(word("!email-", true)), None));
    assert_eq!(rare(r#"notEqual("phoneVerification", false)"#), (Some(word("!phone+", true)), None));
    for query in [r#"equal("status", [true, false])"#, r#"isNull("status")"#] {
        assert_eq!(rare(query), (None, None), "{query}");
    }
}

#[test]
fn a_hint_within_fewer_indexes_still_has_every_user_who_can_match() {
    let none = ListIndexes::default();
    let without = |query: &str| filter(query).index_hint().and_then(|hint| hint.within(false, none));
    assert_eq!(without(r#"equal("status", false)"#), None);
    assert_eq!(without(r#"or(equal("status", false), startsWith("name", "ann"))"#), None);
    assert_eq!(without(r#"and(equal("status", false), startsWith("name", "ann"))"#), Some(word("ann", false)));
    let with = |query: &str, rare, indexes| filter(query).index_hint().and_then(|hint| hint.within(rare, indexes));
    assert_eq!(with(r#"equal("status", false)"#, true, none), Some(word("!blocked", true)));
    let emails = ListIndexes { email_verification: true, ..none };
    for (query, kept) in [("emailVerification", true), ("phoneVerification", false)] {
        let query = format!(r#"equal("{query}", true)"#);
        assert_eq!((with(&query, false, emails).is_some(), with(&query, true, none)), (kept, None), "{query}");
    }
}
