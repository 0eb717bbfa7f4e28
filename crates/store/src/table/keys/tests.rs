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
fn an_address_cannot_reach_into_another_key() {
    let project = ProjectId::parse("p").unwrap();
    let email = Email::parse("a#b#c@x.com").unwrap();
    assert_eq!(email_claim(&project, &email).pk, "E#p#a#b#c@x.com");
}
