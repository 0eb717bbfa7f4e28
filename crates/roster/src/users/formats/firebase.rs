//! Firebase: `auth:export` as JSON. The parameters of its scrypt belong to the project; its console shows them.

use super::super::field::{Flag, Text, When};
use super::super::source_user::SourceUser;
use super::parse;
use roster_core::{FirebaseKeys, PasswordHash};
use serde::Deserialize;

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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FirebaseUser {
    local_id: String,
    #[serde(default)]
    email: Text,
    #[serde(default)]
    email_verified: Flag,
    #[serde(default)]
    password_hash: Text,
    #[serde(default)]
    salt: Text,
    #[serde(default)]
    password_updated_at: When,
    #[serde(default)]
    display_name: Text,
    #[serde(default)]
    phone_number: Text,
    #[serde(default)]
    disabled: Flag,
    #[serde(default)]
    created_at: When,
    #[serde(default)]
    last_signed_in_at: When,
}

/// Reads a user.
pub fn read(json: &str, parameters: &FirebaseParameters) -> Result<SourceUser, String> {
    let user: FirebaseUser = parse(json)?;
    let salt = user.salt.0;
    let phone = user.phone_number.some();
    Ok(SourceUser {
        source_id: user.local_id,
        email: user.email.some(),
        // Firebase has verified every phone that it knows.
        phone_verified: phone.is_some(),
        phone,
        name: user.display_name.0,
        password: user.password_hash.some().map(|hash| parameters.hash(&salt, &hash)),
        password_updated_at: user.password_updated_at.0,
        is_blocked: user.disabled.is_set(),
        email_verified: user.email_verified.is_set(),
        created_at: user.created_at.0,
        accessed_at: user.last_signed_in_at.0,
        ..SourceUser::default()
    })
}

impl FirebaseParameters {
    fn hash(&self, salt: &str, hash: &str) -> Result<PasswordHash, String> {
        let signer_key = self.hash_key.as_ref().ok_or("a Firebase hash, which needs --hash-key")?;
        let keys = FirebaseKeys::new(salt, &self.salt_separator, signer_key);
        let keys = keys.and_then(|keys| keys.with_cost(self.rounds, self.mem_cost));
        keys.and_then(|keys| PasswordHash::scrypt_modified(&keys, hash)).map_err(|reason| reason.to_string())
    }

    /// Parameters for tests.
    #[cfg(test)]
    pub fn of(hash_key: Option<&str>) -> Self {
        let hash_key = hash_key.map(str::to_owned);
        Self { hash_key, salt_separator: "Bw==".to_owned(), rounds: 8, mem_cost: 14 }
    }
}
