//! The rules for changing a user.

use super::*;
use crate::{Attribute, ListIndexes};

const BORN: Timestamp = Timestamp::from_secs(1_000);
const LATER: Timestamp = Timestamp::from_secs(2_000);

fn user() -> User {
    let new = NewUser {
        id: UserId::parse("cr7").unwrap(),
        email: Some(Email::parse("cristiano.ronaldo@manchester-united.co.uk").unwrap()),
        phone: Some(Phone::parse("+351912345678").unwrap()),
        name: Name::parse("Cristiano Ronaldo").unwrap(),
        password: Some(PasswordHash::from_stored("hash".into())),
    };
    User::create(new, BORN)
}

#[test]
fn a_new_user_is_active_and_unverified() {
    let user = user();
    assert!(user.status && !user.email_verified && !user.phone_verified);
    assert_eq!(user.password_updated_at, Some(BORN));
    assert_eq!(user.prefs.as_json(), "{}");
}

#[test]
fn a_new_email_is_unverified_even_when_it_is_the_same() {
    let verified = user().with_email_verification(true, BORN);
    let same = verified.email.clone().unwrap();
    let changed = verified.with_email(Some(same), LATER);
    assert!(!changed.email_verified);
    assert_eq!(changed.updated_at, LATER);
}

#[test]
fn an_email_is_replaced_or_removed() {
    let other = Email::parse("other@example.com").unwrap();
    assert_eq!(user().with_email(Some(other.clone()), LATER).email, Some(other));
    assert_eq!(user().with_email(None, LATER).email, None);
}

#[test]
fn a_new_name_does_not_change_verifications() {
    let changed = user().with_email_verification(true, BORN).with_name(Name::parse("X").unwrap(), LATER);
    assert!(changed.email_verified);
}

#[test]
fn a_change_never_moves_time_backwards() {
    assert_eq!(user().with_status(false, Timestamp::from_secs(1)).updated_at, BORN);
}

#[test]
fn a_user_is_found_by_their_words_but_not_by_a_top_level_domain() {
    let words: Vec<_> = user().words().into_iter().collect();
    assert_eq!(words, ["351912345678", "co", "cr7", "cristiano", "manchester", "ronaldo", "united"]);
}

#[test]
fn a_verified_email_or_phone_is_a_second_factor() {
    let (none, user) = (User { email: None, phone: None, ..user() }, user());
    assert!(!user.has_more_factors());
    assert!(user.clone().with_email_verification(true, LATER).has_more_factors());
    assert!(user.with_phone_verification(true, LATER).has_more_factors());
    assert!(!none.with_email_verification(true, LATER).with_phone_verification(true, LATER).has_more_factors());
}

#[test]
fn every_change_is_made_and_sets_the_time_of_the_last_change() {
    let changed = user()
        .with_phone_verification(true, BORN)
        .with_labels(Labels::from_stored(vec!["vip".into()]), BORN)
        .with_mfa(true, BORN)
        .with_impersonator(true, BORN)
        .with_prefs(Prefs::from_stored("{\"a\":1}".into()), BORN)
        .with_password(None, LATER);
    assert!(changed.phone_verified && changed.mfa && changed.impersonator && changed.password.is_none());
    assert_eq!((changed.labels.as_slice(), changed.prefs.as_json()), (&["vip".to_owned()][..], "{\"a\":1}"));
    assert_eq!((changed.password_updated_at, changed.updated_at), (Some(LATER), LATER));
    let moved = changed.with_phone(None, LATER);
    assert!(moved.phone.is_none() && !moved.phone_verified);
}

#[test]
fn a_user_with_more_than_forty_labels_has_one_extra_word() {
    let labels = |count: usize| Labels::from_stored((0..count).map(|n| format!("l{n}")).collect());
    let words = |count: usize| user().with_labels(labels(count), LATER).label_words().collect::<Vec<_>>();
    assert_eq!((words(40).len(), words(40).contains(&MANY_LABELS.to_owned())), (40, false));
    assert_eq!((words(41).len(), words(41).contains(&MANY_LABELS.to_owned())), (41, true));
    assert_eq!((label_word("vip").as_str(), label_word("Vip").as_str()), (":vip", ":vip:Vip"));
}

#[test]
fn the_words_of_a_user_are_bounded() {
    let numbers: Vec<String> = (0..64).map(|n| format!("{n}")).collect();
    let user = user().with_name(Name::parse(&numbers.join(" ")[..128]).unwrap(), LATER);
    assert!(user.words().len() <= 40);
}

#[test]
fn the_words_of_an_order_sort_as_their_values() {
    let with_name = |name: &str| User { name: Name::parse(name).unwrap(), ..user() };
    let word = |name: &str| with_name(name).order_word(Attribute::Name).unwrap();
    assert!(
        word("") < word("ann") && word("ANN") == word("ann") && word("ann") < word("Ann B") && word("z") < word("東")
    );
    assert!(word(&"\u{fdfa}".repeat(128)).len() <= 904, "a letter that is folded to eighteen");
    let odd =
        ["ann", "ann\0", "ann\0b", "ann\u{1}", "ann\u{1}b", "ann\u{2}", "ann\u{2}a", "ann\u{3}", "ann b"].map(word);
    assert!(odd.is_sorted_by(|a, b| a < b) && odd.iter().all(|word| !word.contains(['\0', '\u{1}'])), "{odd:?}");
    let without = User { email: None, ..user() };
    assert!(without.order_word(Attribute::Email) < user().order_word(Attribute::Email));
    assert_eq!(user().order_word(Attribute::Phone), None);
    assert_eq!(user().index_words(ListIndexes { name: true, ..ListIndexes::default() }).count(), 1);
}
