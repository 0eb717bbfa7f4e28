//! The two forms of a query.

use super::{filter, users};
use crate::query::{Queries, Schema};
use crate::{Direction, Limit, Offset, Order};

#[test]
fn a_call_and_an_object_mean_the_same() {
    for (call, object) in [
        (r#"equal("name", ["x"])"#, r#"{"method":"equal","attribute":"name","values":["x"]}"#),
        (r#"equal('name', 'x')"#, r#"{"method":"equal","attribute":"name","values":["x"]}"#),
        (r#" equal ( "name" , [ "x" , "y" ] ) "#, r#"{"attribute":"name","values":["x","y"],"method":"equal"}"#),
        (r#"equal("name", "x", "y")"#, r#"{"method":"equal","attribute":"name","values":["x","y"]}"#),
        (r#"equal("status", [true])"#, r#"{"method":"equal","attribute":"status","values":[true]}"#),
        (r#"notEqual("name", "a\"b\\c\'d")"#, r#"{"method":"notEqual","attribute":"name","values":["a\"b\\c'd"]}"#),
        (r#"startsWith("name", "\u00e9\n")"#, r#"{"method":"startsWith","attribute":"name","values":["é\n"]}"#),
        (r#"isNull("email")"#, r#"{"method":"isNull","attribute":"email"}"#),
        (r#"isNull("email")"#, r#"{"method":"isNull","attribute":"email","values":null}"#),
        (
            r#"between("$createdAt", "2020-01-01", "2021-01-01")"#,
            r#"{"method":"between","attribute":"$createdAt","values":["2020-01-01","2021-01-01"]}"#,
        ),
        (
            r#"or(equal("name", "x"), and([isNull("phone"), equal("status", false)]))"#,
            r#"{"method":"or","values":[{"method":"equal","attribute":"name","values":["x"]},
                {"method":"and","values":[{"method":"isNull","attribute":"phone"},
                {"method":"equal","attribute":"status","values":[false]}]}]}"#,
        ),
    ] {
        assert_eq!(filter(call), filter(object), "{call}");
    }
}

#[test]
fn the_first_limit_the_first_offset_and_the_first_cursor_count() {
    let texts = [
        r#"limit(7)"#,
        r#"{"method":"limit","values":[8]}"#,
        r#"{"method":"offset","values":["5"]}"#,
        r#"offset(6)"#,
        r#"cursorBefore("b")"#,
        r#"{"method":"cursorAfter","values":["a"]}"#,
    ];
    let queries = Queries::parse(&texts, Schema::Users).unwrap();
    assert_eq!(queries.limit.map(Limit::get), Some(7));
    assert_eq!(queries.offset.map(Offset::get), Some(5));
    let list = queries.of_users(None, false, 3);
    assert_eq!((list.cursor.unwrap().as_str(), list.direction), ("b", Direction::Before));
    assert!(!list.with_total && list.chance == 3 && list.filter.is_none());
}

#[test]
fn orders_by_creation_are_the_order_of_the_list() {
    for (query, order) in [
        (r#"orderDesc("")"#, Some(Order::Descending)),
        (r#"{"method":"orderAsc"}"#, Some(Order::Ascending)),
        (r#"orderDesc("$sequence")"#, Some(Order::Descending)),
        (r#"orderDesc("$createdAt")"#, Some(Order::Descending)),
        (r#"orderAsc("registration")"#, Some(Order::Ascending)),
        (r#"orderDesc("name")"#, None),
        (r#"orderRandom()"#, None),
        (r#"{"method":"orderRandom"}"#, None),
    ] {
        assert_eq!(users(query).unwrap().orders.as_creation(), order, "{query}");
    }
    assert_eq!(Queries::default().orders.as_creation(), Some(Order::Ascending));
}
