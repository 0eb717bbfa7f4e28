//! Firebase's scrypt: the hash of a user, with the parameters of their project.

use crate::users::source::{Fields, SourcePassword};
use roster_core::{FirebaseKeys, PasswordHash};

/// What the Admin SDK and the REST API write in place of a hash that the caller is not allowed to read: `REDACTED`, in base64.
const REDACTED: &str = "UkVEQUNURUQ";

/// The parameters of the password hashes of a Firebase project.
#[derive(Clone, clap::Args)]
pub struct FirebaseParameters {
    /// Firebase: the signer key of the project (base64_signer_key).
    #[arg(long, env = "ROSTER_FIREBASE_HASH_KEY", hide_env_values = true, value_name = "BASE64")]
    hash_key: Option<String>,
    /// Firebase: the salt separator of the project (base64_salt_separator).
    #[arg(long, value_name = "BASE64", default_value = "Bw==")]
    salt_separator: String,
    /// Firebase: the rounds of the project.
    #[arg(long, default_value_t = 8)]
    rounds: u32,
    /// Firebase: the memory cost of the project.
    #[arg(long, default_value_t = 14)]
    mem_cost: u32,
}

/// The key is a secret.
impl std::fmt::Debug for FirebaseParameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FirebaseParameters(..)")
    }
}

/// What a record says of the password.
pub enum Found {
    /// A hash, or why it cannot be imported.
    Hash(SourcePassword),
    /// Nothing.
    Nothing,
}

impl From<Found> for Option<SourcePassword> {
    fn from(found: Found) -> Self {
        match found {
            Found::Hash(password) => Some(password),
            Found::Nothing => None,
        }
    }
}

/// Takes the hash of a user.
pub fn take(user: &mut Fields, parameters: &FirebaseParameters) -> Result<Found, String> {
    let salt = user.text(&["salt", "passwordSalt"])?.unwrap_or_default();
    let hash = user.text(&["passwordHash"])?;
    // 0 is Firebase's own scheme. `auth:export` does not write this field: it leaves out hashes of other schemes (source: the same file).
    let version = user.number(&["version"])?.unwrap_or_default();
    let Some(hash) = hash else { return Ok(Found::Nothing) };
    let password = if hash.starts_with("fakeHash:") {
        SourcePassword::unknown("a fake hash of the Firebase emulator")
    } else if hash.starts_with(REDACTED) {
        SourcePassword::unknown("the hash is redacted: export with an account that may read hashes")
    } else if version != 0 {
        SourcePassword::unknown("a hash of another scheme than Firebase's own: its version is not 0")
    } else {
        parameters.hash(&plain_base64(&salt), &plain_base64(&hash))
    };
    Ok(Found::Hash(password))
}

/// The Admin SDK and the REST API write base64 for URLs; `auth:export` does not.
fn plain_base64(text: &str) -> String {
    text.replace('-', "+").replace('_', "/")
}

impl FirebaseParameters {
    fn hash(&self, salt: &str, hash: &str) -> SourcePassword {
        let Some(signer_key) = &self.hash_key else {
            return SourcePassword::unknown("a Firebase hash, which needs --hash-key");
        };
        let keys = FirebaseKeys::new(salt, &self.salt_separator, signer_key);
        let keys = keys.and_then(|keys| keys.with_cost(self.rounds, self.mem_cost));
        keys.and_then(|keys| PasswordHash::scrypt_modified(&keys, hash)).into()
    }
}
