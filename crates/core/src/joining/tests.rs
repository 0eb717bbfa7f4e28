//! Every row of the rules.

use super::*;
use crate::{Email, Name, NewUser, PasswordHash, Phone, Provider, ProviderUid, Timestamp, UserId};

fn account(email: Option<&str>, email_verified: bool) -> ProviderAccount {
    ProviderAccount {
        provider: Provider::parse("google").unwrap(),
        uid: ProviderUid::parse("7").unwrap(),
        email: email.map(|email| Email::parse(email).unwrap()),
        email_verified,
        name: Some(Name::parse("Ann Lee").unwrap()),
    }
}

fn user(id: &str) -> User {
    let (id, email) = (UserId::parse(id).unwrap(), Some(Email::parse("ann@example.com").unwrap()));
    let new = NewUser { id, email, phone: None, name: Name::parse("").unwrap(), password: None };
    User::create(new, Timestamp::default())
}

fn verified(user: User) -> User {
    user.with_email_verification(true, Timestamp::default())
}

fn of_email(user: &User, identities: usize) -> Found<'_> {
    Found::Email { user, identities }
}

const ANN: Option<&str> = Some("ann@example.com");

#[test]
fn a_known_account_signs_its_user_in_whatever_the_provider_says_of_the_email() {
    let ann = user("ann");
    for account in [account(None, false), account(ANN, false), account(ANN, true)] {
        assert_eq!(join(&account, Found::Account(&ann)).unwrap(), Joining::Known);
    }
}

#[test]
fn an_unknown_account_without_an_email_is_rejected() {
    let outcome = join(&account(None, true), Found::Nothing);
    assert!(matches!(outcome, Err(Error::ProviderEmailMissing)), "{outcome:?}");
}

#[test]
fn an_email_that_the_provider_has_not_verified_joins_nobody() {
    for user in [user("ann"), verified(user("ann"))] {
        let outcome = join(&account(ANN, false), of_email(&user, 0));
        assert!(matches!(outcome, Err(Error::ProviderEmailNotVerified)), "{outcome:?}");
    }
}

#[test]
fn an_email_that_both_have_verified_joins() {
    let ann = verified(user("ann")).with_password(Some(PasswordHash::from_stored("x".into())), Timestamp::default());
    let outcome = join(&account(ANN, true), of_email(&ann, 19));
    assert_eq!(outcome.unwrap(), Joining::Join { verifies: false });
    let full = join(&account(ANN, true), of_email(&ann, 20));
    assert!(matches!(full, Err(Error::TooManyIdentities)), "{full:?}");
}

#[test]
fn an_email_that_its_user_has_not_verified_joins_only_a_user_without_another_way_in() {
    let at = Timestamp::default();
    let joined = join(&account(ANN, true), of_email(&user("ann"), 0));
    assert_eq!(joined.unwrap(), Joining::Join { verifies: true });
    let hash = PasswordHash::from_stored("x".into());
    let others = [
        (user("ann").with_password(Some(hash), at), 0),
        (user("ann").with_phone(Some(Phone::parse("+15551234").unwrap()), at), 0),
        (user("ann").with_totp(true, at), 0),
        (user("ann"), 1),
    ];
    for (user, identities) in others {
        let outcome = join(&account(ANN, true), of_email(&user, identities));
        assert!(matches!(outcome, Err(Error::AccountNotJoined)), "{outcome:?}");
    }
}

#[test]
fn an_account_that_nobody_knows_becomes_a_new_user() {
    for verified in [true, false] {
        assert_eq!(join(&account(ANN, verified), Found::Nothing).unwrap(), Joining::Create);
    }
}

#[test]
fn a_blocked_user_is_told_so_and_only_if_the_account_is_theirs() {
    let at = Timestamp::default();
    let blocked = verified(user("ann")).with_status(false, at);
    for (account, found) in
        [(account(None, false), Found::Account(&blocked)), (account(ANN, true), of_email(&blocked, 0))]
    {
        let outcome = join(&account, found);
        assert!(matches!(outcome, Err(Error::UserBlocked)), "{outcome:?}");
    }
    let guessed = join(&account(ANN, false), of_email(&blocked, 0));
    assert!(matches!(guessed, Err(Error::ProviderEmailNotVerified)), "{guessed:?}");
    let linked = link(&blocked, 0, Found::Nothing);
    assert!(matches!(linked, Err(Error::UserBlocked)), "{linked:?}");
}

#[test]
fn an_account_is_linked_unless_it_or_its_email_is_of_another_user() {
    let (ann, bob) = (user("ann"), user("bob"));
    assert!(link(&ann, 20, Found::Account(&ann)).unwrap(), "it is linked already");
    assert!(!link(&ann, 19, Found::Nothing).unwrap());
    assert!(!link(&ann, 0, of_email(&ann, 0)).unwrap());
    for found in [Found::Account(&bob), of_email(&bob, 0)] {
        let outcome = link(&ann, 0, found);
        assert!(matches!(outcome, Err(Error::UserAlreadyExists)), "{outcome:?}");
    }
    let full = link(&ann, 20, Found::Nothing);
    assert!(matches!(full, Err(Error::TooManyIdentities)), "{full:?}");
}

#[test]
fn a_user_takes_a_verified_email_and_a_name_that_they_lack() {
    let at = Timestamp::from_millis(5);
    let nameless = || user("ann").with_email(None, at);
    let complete = completed(nameless(), &account(ANN, true), true, at);
    assert_eq!((complete.email.as_ref().map(Email::as_str), complete.email_verified), (ANN, true));
    assert_eq!(complete.name.as_str(), "Ann Lee");
    for user in
        [completed(nameless(), &account(ANN, false), true, at), completed(nameless(), &account(ANN, true), false, at)]
    {
        assert_eq!((user.email, user.email_verified), (None, false));
    }
    let named = user("ann").with_name(Name::parse("Anna").unwrap(), at);
    let other = account(Some("other@example.com"), true);
    let kept = completed(named.clone(), &other, true, at);
    assert_eq!(kept, named, "what they have stays");
}
