//! Creating tokens: of a server, and those that the service sends to an email or a phone.

use crate::app::App;
use roster_core::{
    Error, Result, SignInToken, Timestamp, TokenId, TokenKind, TokenLength, TokenLifetime, TokenSecret, User, UserId,
};
use std::time::Duration;

impl App {
    /// A token for a user, and its secret, which is shown once.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn new_token(
        &self,
        user: &UserId,
        length: TokenLength,
        lifetime: TokenLifetime,
    ) -> Result<(SignInToken, TokenSecret)> {
        let mut random = [0; 64];
        let (front, back) = random.split_at_mut(32);
        front.copy_from_slice(&self.secret()?);
        back.copy_from_slice(&self.secret()?);
        let secret = TokenSecret::create(&random, length);
        Ok((self.token_of(user, TokenKind::Server, &secret, lifetime.get())?, secret))
    }

    /// A token of this kind for a user, whose secret is sent to their email or phone. The dialect of the caller decides how long
    /// it is valid. With a `fixed` code, which is not sent, that is the secret.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn new_sent_token(
        &self,
        user: &User,
        (kind, fixed): (TokenKind, Option<&str>),
        is_v1: bool,
    ) -> Result<(SignInToken, TokenSecret)> {
        let secret = match fixed {
            Some(code) => TokenSecret::parse(code).map_err(Error::invalid("secret"))?,
            None if kind.is_code() => TokenSecret::create_code(self.random()?),
            None => TokenSecret::create_link(&self.secret()?),
        };
        let token = self.token_of(&user.id, kind, &secret, lifetime(kind, is_v1))?;
        let expires_at = end_of_sent_token(kind, token.created_at, is_v1);
        Ok((SignInToken { bound_to: SignInToken::binding(kind, user), expires_at, ..token }, secret))
    }

    fn token_of(
        &self,
        user: &UserId,
        kind: TokenKind,
        secret: &TokenSecret,
        lifetime: Duration,
    ) -> Result<SignInToken> {
        let (now, id) = (self.now(), self.random()? as u64);
        Ok(SignInToken {
            id: TokenId::generate(now, id),
            user: user.clone(),
            kind,
            hash: secret.hash(),
            bound_to: None,
            account: None,
            created_at: now,
            expires_at: now.after(lifetime),
        })
    }
}

/// When a token ends that the service sends now. Whole seconds, in which the table stores the end of an item: the link shows the
/// same end as the table.
#[must_use]
const fn end_of_sent_token(kind: TokenKind, now: Timestamp, is_v1: bool) -> Timestamp {
    Timestamp::from_secs(now.after(lifetime(kind, is_v1)).as_secs())
}

/// How long a token is valid that the service sends (source: docs/reference/appwrite/account.md#sign-in-tokens). In 0.15
/// the code of a phone verification would be valid for a week, in which it could be guessed.
const fn lifetime(kind: TokenKind, is_v1: bool) -> Duration {
    match kind {
        TokenKind::EmailVerification | TokenKind::MagicUrl if !is_v1 => Duration::from_hours(7 * 24),
        TokenKind::EmailVerification | TokenKind::MagicUrl | TokenKind::PhoneVerification | TokenKind::Recovery => {
            Duration::from_hours(1)
        }
        TokenKind::EmailCode | TokenKind::PhoneCode | TokenKind::Server => Duration::from_mins(15),
        TokenKind::OAuth2 => Duration::from_mins(1),
    }
}
