//! The form of the keys.

use super::*;

#[test]
fn a_posting_is_found_by_the_beginning_of_its_word_and_names_its_incarnation() {
    let (project, cid) = (ProjectId::parse("p").unwrap(), Ulid::from_parts(1, 2));
    let key = posting(&project, Place { slice: 0, shard: 3 }, "ronaldo", cid);
    assert_eq!(key.pk, "W#p#0.3#ro");
    assert!(key.sk.starts_with("ronaldo#"));
    assert_eq!(cid_of_posting(&key.sk), Some(cid));
    assert_eq!(cid_of_posting("short"), None);
}

#[test]
fn a_place_in_an_order_has_the_value_and_then_the_incarnation() {
    let (project, cid) = (ProjectId::parse("p").unwrap(), Ulid::from_parts(1, 2));
    let key = |value: &str| posting(&project, Place { slice: 0, shard: 3 }, &format!("^n1{value}"), cid);
    assert_eq!(key("ann").pk, "B#p#n");
    assert_eq!(parts_of_order(&key("ann").sk), Some(("1ann", cid)));
    assert!(key("ann").sk < key("ann b").sk && key("ann").sk < key("anna").sk);
}

#[test]
fn an_address_cannot_reach_into_another_key() {
    let project = ProjectId::parse("p").unwrap();
    let email = Email::parse("a#b#c@x.com").unwrap();
    assert_eq!(email_claim(&project, &email).pk, "E#p#a#b#c@x.com");
}
