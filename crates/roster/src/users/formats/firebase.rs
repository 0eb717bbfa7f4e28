//! Firebase: `auth:export` as JSON. The parameters of its scrypt belong to the project; its console shows them.

use super::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourcePassword, SourceUser};
use roster_core::{FirebaseKeys, PasswordHash};

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

/// Firebase.
pub const SPEC: Spec = Spec {
    name: "firebase",
    title: "Firebase",
    about: "Firebase: what `firebase auth:export` writes",
    looks_like,
    headers: no_headers,
    read,
};

fn looks_like(sample: &Sample) -> Likeness {
    if sample.has("localId") { Likeness::Certain } else { Likeness::No }
}

fn read(mut user: Fields, options: &ReadOptions) -> Result<Reading, String> {
    let salt = user.text(&["salt"])?.unwrap_or_default();
    let phone = user.text(&["phoneNumber"])?;
    let hash = user.text(&["passwordHash"])?;
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["localId"])?.ok_or("localId: is missing")?,
        email: user.text(&["email"])?,
        // Firebase has verified every phone that it knows.
        phone_verified: phone.is_some(),
        phone,
        name: user.text(&["displayName"])?.unwrap_or_default(),
        password: hash.map(|hash| options.firebase.hash(&salt, &hash)),
        password_updated_at: user.when(&["passwordUpdatedAt"])?,
        is_blocked: user.flag(&["disabled"])? == Some(true),
        email_verified: user.flag(&["emailVerified"])? == Some(true),
        created_at: user.when(&["createdAt"])?,
        accessed_at: user.when(&["lastSignedInAt"])?,
        left: user,
        ..SourceUser::default()
    })))
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

    /// Parameters for tests.
    #[cfg(test)]
    pub fn of(hash_key: Option<&str>) -> Self {
        let hash_key = hash_key.map(str::to_owned);
        Self { hash_key, salt_separator: "Bw==".to_owned(), rounds: 8, mem_cost: 14 }
    }
}
