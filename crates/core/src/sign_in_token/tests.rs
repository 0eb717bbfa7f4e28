//! Tests of `sign_in_token`.

use super::*;
use crate::{Name, NewUser, PasswordHash};

#[test]
fn a_secret_has_the_requested_number_of_digits() {
    let random: [u8; 64] = std::array::from_fn(|n| n as u8 * 3);
    for digits in [4, 5, 6, 127, 128] {
        let secret = TokenSecret::create(&random, TokenLength::new(digits).unwrap());
        assert_eq!(secret.reveal().len() as i64, digits);
        assert!(secret.reveal().starts_with("0003"));
        assert_eq!(TokenSecret::parse(secret.reveal()).unwrap().hash(), secret.hash());
    }
    assert_eq!(TokenSecret::create(&random, TokenLength::default()).reveal(), "000306");
}

#[test]
fn codes_have_six_digits_and_links_cannot_be_guessed() {
    let codes = [0, 7, 999_999, 1_000_000, 123_456_789].map(TokenSecret::create_code);
    assert_eq!(codes.each_ref().map(TokenSecret::reveal), ["000000", "000007", "999999", "000000", "456789"]);
    assert!(codes.iter().all(|code| code.is_short() && code.may_be_code()));
    let link = TokenSecret::create_link(&[7; 32]);
    assert!(link.reveal().len() == 64 && !link.is_short() && !link.may_be_code());
    assert!(!TokenSecret::parse("12345a").unwrap().may_be_code());
}

#[test]
fn every_kind_is_read_back_and_those_that_sign_in_are_codes_or_not() {
    for kind in TokenKind::ALL {
        assert_eq!(TokenKind::parse(kind.as_str()), Some(kind));
    }
    assert_eq!(TokenKind::parse("link"), None);
    let others = TokenKind::SIGN_IN.into_iter().filter(|kind| !kind.is_code());
    assert!(others.eq(TokenKind::SIGN_IN_WITHOUT_CODES));
}

#[test]
fn a_token_is_for_the_email_or_phone_to_which_it_was_sent() {
    let new = NewUser {
        id: UserId::parse("u").unwrap(),
        email: Some(Email::parse("a@example.com").unwrap()),
        phone: Some(Phone::parse("+4915112345678").unwrap()),
        name: Name::default(),
        password: None,
    };
    let (user, later) = (User::create(new, Timestamp::default()), Timestamp::from_secs(9));
    let moved_email = user.clone().with_email(Email::parse("b@example.com").ok(), later);
    let moved_phone = user.clone().with_phone(None, later);
    let renamed = user.clone().with_name(Name::parse("Ada").unwrap(), later);
    let with_password = user.clone().with_password(None::<PasswordHash>, later);
    for kind in TokenKind::ALL {
        let token = SignInToken {
            id: TokenId::parse("t").unwrap(),
            user: user.id.clone(),
            kind,
            hash: SecretHash::of("secret"),
            account: None,
            bound_to: SignInToken::binding(kind, &user),
            created_at: Timestamp::default(),
            expires_at: later,
        };
        let is_of_server = matches!(kind, TokenKind::Server | TokenKind::OAuth2);
        let is_of_phone = matches!(kind, TokenKind::PhoneCode | TokenKind::PhoneVerification);
        assert!(token.is_for(&user) && token.is_for(&renamed), "{kind:?}");
        assert_eq!(token.is_for(&moved_email), is_of_server || is_of_phone, "{kind:?}");
        assert_eq!(token.is_for(&moved_phone), !is_of_phone, "{kind:?}");
        assert_eq!(token.is_for(&with_password), kind != TokenKind::Recovery, "{kind:?}");
    }
}

#[test]
fn lengths_and_lifetimes_outside_of_their_range_are_rejected() {
    assert_eq!(TokenLength::new(3), Err(Invalid::Range(4, 128)));
    assert_eq!(TokenLength::new(129), Err(Invalid::Range(4, 128)));
    assert_eq!(TokenLifetime::new(59), Err(Invalid::Range(60, 31_536_000)));
    assert_eq!(TokenLifetime::new(-1), Err(Invalid::Range(60, 31_536_000)));
    assert_eq!(TokenLifetime::new(60).map(TokenLifetime::get), Ok(Duration::from_mins(1)));
}

#[test]
fn secrets_that_are_empty_or_too_long_are_rejected() {
    assert!(TokenSecret::parse("").is_err() && TokenSecret::parse(&"a".repeat(257)).is_err());
    assert!(
        TokenSecret::parse("12345a").unwrap().is_short() && !TokenSecret::parse(&"a".repeat(16)).unwrap().is_short()
    );
}
