//! Supabase: the table auth.users, as JSON or CSV. `raw_user_meta_data`, which users can change themselves, becomes the
//! preferences.

use super::super::date;
use super::super::field::{Flag, Text, When, text};
use super::super::source_user::SourceUser;
use super::{known_hash, parse};
use roster_core::{FirebaseKeys, PasswordHash};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct SupabaseUser {
    id: String,
    #[serde(default)]
    email: Text,
    #[serde(default)]
    phone: Text,
    #[serde(default)]
    encrypted_password: Text,
    #[serde(default, alias = "confirmed_at")]
    email_confirmed_at: When,
    #[serde(default)]
    phone_confirmed_at: When,
    #[serde(default)]
    banned_until: Text,
    #[serde(default)]
    deleted_at: When,
    #[serde(default)]
    is_sso_user: Flag,
    #[serde(default, alias = "user_metadata")]
    raw_user_meta_data: Option<Box<RawValue>>,
    #[serde(default)]
    created_at: When,
    #[serde(default)]
    updated_at: When,
    #[serde(default)]
    last_sign_in_at: When,
}

/// Reads a user.
pub fn read(json: &str) -> Result<SourceUser, String> {
    let user: SupabaseUser = parse(json)?;
    if user.deleted_at.0.is_some() {
        return Err("the user was deleted".to_owned());
    }
    let metadata = user.raw_user_meta_data.map(object).transpose()?.flatten();
    let values: Value = metadata.as_ref().and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
    let hash = user.encrypted_password.some().filter(|_| !user.is_sso_user.is_set());
    let banned = Some(user.banned_until.0.as_str()).filter(|until| !matches!(*until, "" | "none"));
    Ok(SourceUser {
        source_id: user.id,
        email: user.email.some(),
        // Supabase stores phones without the plus.
        phone: user.phone.some().map(|phone| format!("+{}", phone.trim_start_matches('+'))),
        name: text(&values, &["full_name", "name", "display_name"]).unwrap_or_default(),
        password: hash.map(|hash| if hash.starts_with("$fbscrypt$") { firebase(&hash) } else { known_hash(&hash) }),
        blocked_until: banned.and_then(date::parse),
        // `infinity` is not a date.
        is_blocked: banned.is_some_and(|until| date::parse(until).is_none()),
        email_verified: user.email_confirmed_at.0.is_some(),
        phone_verified: user.phone_confirmed_at.0.is_some(),
        prefs: metadata,
        created_at: user.created_at.0,
        updated_at: user.updated_at.0,
        accessed_at: user.last_sign_in_at.0,
        ..SourceUser::default()
    })
}

/// A JSON object, which CSV has as a string.
fn object(raw: Box<RawValue>) -> Result<Option<Box<RawValue>>, String> {
    if !raw.get().starts_with('"') {
        return Ok(Some(raw));
    }
    let text: String = parse(raw.get())?;
    if text.is_empty() {
        Ok(None)
    } else {
        RawValue::from_string(text).map(Some).map_err(|_| "metadata: invalid JSON".to_owned())
    }
}

/// `$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=<key>$salt$hash`: users that Supabase has imported from Firebase.
fn firebase(hash: &str) -> Result<PasswordHash, String> {
    let read = || {
        let [settings, salt, hash] = hash.strip_prefix("$fbscrypt$")?.split('$').collect::<Vec<_>>().try_into().ok()?;
        let setting = |name: &str| settings.split(',').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        let (version, lanes) = (setting("v")?, setting("p")?);
        let keys = FirebaseKeys::new(salt, setting("ss")?, setting("sk")?).ok()?;
        let keys = keys.with_cost(setting("r")?.parse().ok()?, setting("n")?.parse().ok()?).ok()?;
        (version == "1" && lanes == "1").then_some((keys, hash))
    };
    let (keys, hash) = read().ok_or("not a Firebase hash with salt, separator and signer key")?;
    PasswordHash::scrypt_modified(&keys, hash).map_err(|reason| reason.to_string())
}
