//! Creating a token that signs a user in.

use crate::app::App;
use roster_core::{Result, SignInToken, TokenId, TokenLength, TokenLifetime, TokenSecret, UserId};

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
        let (now, id) = (self.now(), self.random()? as u64);
        let token = SignInToken {
            id: TokenId::generate(now, id),
            user: user.clone(),
            hash: secret.hash(),
            created_at: now,
            expires_at: now.after(lifetime.get()),
        };
        Ok((token, secret))
    }
}
