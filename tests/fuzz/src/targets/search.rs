//! Search terms and the words of users: folding a folded text does not change it, and a name finds its user.

use super::queries::sample_users;
use crate::{Pace, Target};
use roster_core::{Email, Name, NewUser, SearchTerm, Timestamp, User, UserId, fold, words};
use std::collections::BTreeSet;
use std::sync::OnceLock;

pub(crate) const TARGET: Target = Target {
    name: "search",
    run,
    seeds: &[
        b"Ronaldo",
        b"cristiano.ronaldo@manchester-united.co.uk",
        b"MAN cris",
        b"\"ann lee\"",
        b"label:vip ann",
        b"+351912345678",
        b"65b1f0c2a3b4c5d6e7f8",
        "Ångström É ﬁ Ⅷ İ ß ﷺ 東京".as_bytes(),
        b"j doe",
        b"> . @ -",
    ],
    pace: Pace::Call,
};

fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    ensure_folded(text);
    let Ok(term) = SearchTerm::parse(text) else {
        assert!(text.chars().count() > SearchTerm::MAX_CHARS);
        return;
    };
    assert!(text.chars().count() <= SearchTerm::MAX_CHARS);
    let looked_up: BTreeSet<_> = term.lookups.iter().collect();
    assert_eq!(looked_up.len(), term.lookups.len(), "{text:?} has a repeated lookup");
    assert!(term.lookups.iter().all(|word| word.chars().nth(1).is_some()), "{:?}", term.lookups);
    for (user, own) in sample_users().iter().zip(words_of_sample_users()) {
        let matches = term.matches(user);
        assert!(!(term.is_empty() && matches), "the empty term {text:?} finds {}", user.id);
        // If the lookups are exact, they find the same users as the term.
        if term.is_settled_by_lookups() && !term.is_empty() {
            let found = term.lookups.iter().all(|word| own.iter().any(|own| own.starts_with(word.as_str())));
            assert_eq!(found, matches, "{text:?} and {}", user.id);
        }
    }
    ensure_found(text);
    ensure_found_by_email(text);
}

fn ensure_folded(text: &str) {
    let folded = fold(text);
    assert_eq!(fold(&folded), folded, "{text:?}");
    let own = words(text);
    assert!(own.iter().all(|word| !word.is_empty() && word.chars().count() <= 64), "{own:?}");
    let joined = own.join(" ");
    assert_eq!(words(&joined), own, "{text:?}");
}

/// The words of the sample users, computed once.
fn words_of_sample_users() -> &'static [BTreeSet<String>] {
    static WORDS: OnceLock<Vec<BTreeSet<String>>> = OnceLock::new();
    WORDS.get_or_init(|| sample_users().iter().map(|user| user.words().into_iter().collect()).collect())
}

/// A whole name finds its user, if its words can be searched.
fn ensure_found(text: &str) {
    let Ok(name) = Name::parse(text) else { return };
    let own: BTreeSet<String> = words(text).into_iter().collect();
    let has_other_meaning = text.contains(['"', ':', '@', '+']) || UserId::parse(text.trim()).is_ok();
    if own.is_empty() || own.len() > 20 || has_other_meaning {
        return;
    }
    let new = NewUser { id: UserId::parse("u").expect("an id"), email: None, phone: None, name, password: None };
    let user = User::create(new, Timestamp::default());
    let term = SearchTerm::parse(text).expect("a name is a term");
    assert!(term.matches(&user), "the name {text:?} does not find its user");
    assert!(term.matches_text(text), "{text:?}");
}

fn ensure_found_by_email(text: &str) {
    let Ok(email) = Email::parse(text) else { return };
    let id = UserId::parse("u").expect("an id");
    let new = NewUser { id, email: Some(email), phone: None, name: Name::default(), password: None };
    let user = User::create(new, Timestamp::default());
    assert!(user.words().len() <= 40, "{text:?}");
    let Ok(term) = SearchTerm::parse(text) else { return };
    assert!(term.exact.is_some(), "{text:?} is a whole email");
}
