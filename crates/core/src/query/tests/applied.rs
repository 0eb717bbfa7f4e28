//! Queries on lists in memory.

use super::user;
use crate::query::{Queries, Schema};
use crate::{Error, Limit, Timestamp, User};

fn users() -> Vec<User> {
    [("a", "Zoë", ""), ("b", "ann", "b@x.com"), ("c", "Bo", "a@x.com"), ("d", "Ann", ""), ("e", "Bo", "c@x.com")]
        .map(|(id, name, email)| user(id, name, email, ""))
        .into()
}

fn page(queries: &[&str]) -> Result<(String, u64), Error> {
    let listing = Queries::parse(queries, Schema::Users).unwrap().apply(users(), "User", 5)?;
    Ok((listing.items.iter().map(|user| user.id.as_str()).collect(), listing.total))
}

fn ids(queries: &[&str]) -> String {
    page(queries).unwrap().0
}

#[test]
fn a_list_is_sorted_filtered_and_divided_into_pages() {
    assert_eq!(ids(&[]), "abcde");
    assert_eq!(ids(&[r#"orderAsc("name")"#]), "bdcea");
    assert_eq!(ids(&[r#"orderDesc("name")"#]), "acebd");
    assert_eq!(ids(&[r#"orderAsc("name")"#, r#"orderDesc("$sequence")"#]), "dbeca");
    assert_eq!(ids(&[r#"orderAsc("email")"#]), "adcbe");
    assert_eq!(ids(&[r#"orderDesc("")"#, "limit(2)", "offset(1)"]), "dc");
    assert_eq!(page(&[r#"equal("name", "bo")"#, "limit(1)"]).unwrap(), ("c".to_owned(), 2));
}

#[test]
fn the_user_created_first_comes_first() {
    let mut users = users();
    for (user, seconds) in users.iter_mut().zip([5, 3, 4, 3, 1]) {
        user.created_at = Timestamp::from_secs(1_900_000_000 + seconds);
    }
    let listing = Queries::parse(&["limit(4)"], Schema::Users).unwrap().apply(users, "User", 5).unwrap();
    assert_eq!(listing.items.iter().map(|user| user.id.as_str()).collect::<String>(), "ebdc");
}

#[test]
fn pages_are_on_both_sides_of_a_cursor() {
    assert_eq!(ids(&[r#"cursorAfter("c")"#]), "de");
    assert_eq!(ids(&[r#"cursorBefore("d")"#, "limit(2)"]), "bc");
    assert_eq!(ids(&[r#"cursorBefore("e")"#, "limit(2)", "offset(1)"]), "bc");
    assert_eq!(ids(&[r#"orderAsc("name")"#, r#"cursorAfter("d")"#]), "cea");
    assert_eq!(ids(&[r#"orderAsc("name")"#, r#"cursorBefore("e")"#, "limit(1)"]), "c");
    // The entry at the cursor need not match.
    assert_eq!(ids(&[r#"equal("name", "bo")"#, r#"cursorAfter("d")"#]), "e");
}

#[test]
fn a_cursor_must_exist_and_have_a_value_of_the_order() {
    assert!(
        matches!(page(&[r#"cursorAfter("x")"#]), Err(Error::EntryCursorNotFound("User", id)) if id.as_str() == "x")
    );
    let null = page(&[r#"orderAsc("email")"#, r#"cursorAfter("a")"#]);
    assert!(matches!(null, Err(Error::OrderValueMissing(attribute)) if attribute.name() == "email"));
    assert_eq!(ids(&[r#"orderAsc("email")"#, r#"cursorAfter("c")"#]), "be");
}

#[test]
fn the_random_order_is_decided_by_its_number() {
    let queries = Queries::parse(&["orderRandom()"], Schema::Users).unwrap();
    let order = |chance| -> String {
        let listing = queries.apply(users(), "User", chance).unwrap();
        listing.items.iter().map(|user| user.id.to_string()).collect()
    };
    let orders: std::collections::BTreeSet<String> = (0..50).map(order).collect();
    assert!(orders.len() > 20 && order(1) == order(1), "{orders:?}");
}

#[test]
fn a_page_has_the_requested_size_or_the_default_one() {
    let limit = |queries: &[&str]| {
        let queries = Queries::parse(queries, Schema::Users).unwrap().or_limit(Limit::whole());
        (queries.limit.map(Limit::get), queries.filter.is_some())
    };
    assert_eq!(limit(&["limit(3)"]), (Some(3), false));
    assert_eq!(limit(&[r#"equal("name", "bo")"#]), (Some(5_000), true));
}

#[test]
fn only_lists_without_filter_and_order_are_read_by_page() {
    let are_of_pages = |query: &str| Queries::parse(&[query], Schema::Users).unwrap().are_of_pages();
    assert!(are_of_pages("limit(3)") && are_of_pages(r#"cursorAfter("a")"#) && are_of_pages(r#"orderDesc("")"#));
    assert!(!are_of_pages(r#"equal("name", "bo")"#) && !are_of_pages(r#"orderAsc("name")"#));
}

#[test]
fn orders_are_empty_only_without_a_requested_order() {
    let is_empty = |query: &str| Queries::parse(&[query], Schema::Users).unwrap().orders.is_empty();
    assert!(is_empty("limit(3)") && !is_empty(r#"orderAsc("name")"#) && !is_empty("orderRandom()"));
}

#[test]
fn an_offset_over_5000_is_rejected() {
    let near = |query: &str| Queries::parse(&[query], Schema::Users).unwrap().ensure_near().is_ok();
    assert!(near("offset(5000)") && near("limit(1)"));
    assert!(!near("offset(5001)"));
}
