//! What can be looked up.

use super::filter;
use crate::query::Clue;
use crate::{Email, Exact, Phone, UserId};

fn clue(query: &str) -> Option<Clue> {
    filter(query).clue()
}

fn word(word: &str, whole: bool) -> Clue {
    Clue::Word { word: word.to_owned(), whole }
}

#[test]
fn who_is_named_is_read() {
    let ann = Exact::Email(Email::parse("ann@x.com").unwrap());
    assert_eq!(clue(r#"equal("email", ["ANN@x.com", "no address"])"#), Some(Clue::Users(vec![ann.clone()])));
    let phone = Exact::Phone(Phone::parse("+4912").unwrap());
    assert_eq!(clue(r#"equal("phone", "+4912")"#), Some(Clue::Users(vec![phone])));
    let id = |id: &str| Exact::Id(UserId::parse(id).unwrap());
    assert_eq!(clue(r#"equal("$id", ["a", "b", "-"])"#), Some(Clue::Users(vec![id("a"), id("b")])));
    assert_eq!(
        clue(r#"and(equal("$id", ["a", "b"]), equal("email", "ann@x.com"), search("name", "lee"))"#),
        Some(Clue::Users(vec![ann]))
    );
}

#[test]
fn words_of_names_are_looked_up_the_longest_first() {
    assert_eq!(
        clue(r#"search("name", "Ann von Humboldt-Lee x")"#),
        Some(Clue::All(vec![word("humboldt", false), word("ann", false), word("lee", false)]))
    );
    assert_eq!(clue(r#"startsWith("name", "José")"#), Some(word("jose", false)));
    assert_eq!(clue(r#"equal("name", ["Ann"])"#), Some(Clue::Any(vec![word("ann", true)])));
    assert_eq!(clue(r#"startsWith("name", "J")"#), None);
    assert_eq!(clue(r#"equal("name", ["Ann", "!"])"#), None);
}

#[test]
fn one_of_several_is_a_clue_when_all_of_them_are() {
    assert!(matches!(clue(r#"or(equal("name", "ann"), equal("$id", "a"))"#), Some(Clue::Any(_))));
    assert_eq!(clue(r#"or(equal("name", "ann"), equal("status", false))"#), None);
    assert!(clue(r#"and(equal("name", "ann"), equal("status", false))"#).is_some());
    for query in
        [r#"notEqual("$id", "a")"#, r#"contains("name", "ann")"#, r#"equal("status", false)"#, r#"isNull("email")"#]
    {
        assert_eq!(clue(query), None, "{query}");
    }
}

#[test]
fn labels_are_looked_up_as_they_are_and_those_that_are_none_lead_to_nobody() {
    let label = |text: &str| Clue::Any(vec![word(text, true), word(":+", true)]);
    assert_eq!(clue(r#"contains("labels", ["vip"])"#), Some(Clue::Any(vec![label(":vip")])));
    assert_eq!(
        clue(r#"containsAll("labels", ["vip", "VIP"])"#),
        Some(Clue::All(vec![label(":vip"), label(":vip:VIP")]))
    );
    assert_eq!(clue(r#"contains("labels", ["no label"])"#), Some(Clue::Any(vec![Clue::Any(vec![])])));
    assert_eq!(clue(r#"notContains("labels", ["vip"])"#), None);
}

#[test]
fn a_filter_and_a_search_lead_to_whom_both_lead() {
    let (ann, lee) = (|| Some(word("ann", true)), || Some(word("lee", false)));
    assert_eq!(Clue::both(ann(), lee()), Some(Clue::All(vec![word("ann", true), word("lee", false)])));
    assert_eq!((Clue::both(ann(), None), Clue::both(None, lee()), Clue::both(None, None)), (ann(), lee(), None));
}

#[test]
fn labels_settle_who_matches_and_nothing_else_does() {
    let is_settled = |query: &str| filter(query).is_settled_by_clue();
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
        r#"equal("status", false)"#,
        r#"and(contains("labels", ["vip"]), equal("name", "ann"))"#,
        r#"or(contains("labels", ["vip"]), equal("name", "ann"))"#,
    ] {
        assert!(!is_settled(query), "{query}");
    }
}
