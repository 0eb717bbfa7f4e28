//! Passwords that a file has in plain text: hashed on all cores, and only for users that will be written.

use roster::ambient;
use roster::failure::{Failure, Outcome};
use roster_core::{HashCost, Password, PasswordHash};
use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;
use tokio::sync::Semaphore;

/// Hashes passwords. Each takes 19 MiB of memory while it is hashed, so no more are hashed at once than there are cores.
pub struct Hasher {
    cores: Arc<Semaphore>,
}

impl Hasher {
    /// A hasher for this machine.
    pub fn new() -> Self {
        let cores = available_parallelism().map_or(1, NonZero::get);
        Self { cores: Arc::new(Semaphore::new(cores)) }
    }

    /// Hashes a password as a sign-up does, on a thread of its own. A short one is hashed, too: the rule for imported passwords is
    /// that people can go on to use them.
    ///
    /// # Errors
    /// Only when the operating system has no random bytes or no thread.
    pub async fn hash(&self, password: Password) -> Outcome<PasswordHash> {
        let salt = ambient::random()?;
        let failed = |cause: String| Failure::new(format!("cannot hash a password: {cause}"));
        let turn = self.cores.clone().acquire_owned().await.map_err(|cause| failed(cause.to_string()))?;
        let hash = tokio::task::spawn_blocking(move || {
            let hash = HashCost::default().hash(&password, salt);
            drop((turn, password));
            hash
        });
        Ok(hash.await.map_err(|cause| failed(cause.to_string()))??)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn short_and_long_passwords_are_hashed_at_our_cost_with_a_salt_each() {
        let hasher = Hasher::new();
        for text in ["x", &"ü".repeat(256)] {
            let password = Password::parse_candidate(text).unwrap();
            let (one, other) = tokio::join!(hasher.hash(password.clone()), hasher.hash(password.clone()));
            let (one, other) = (one.unwrap(), other.unwrap());
            assert!(one.matches(&password).unwrap() && one != other && one.is_current(HashCost::default()));
        }
    }
}
