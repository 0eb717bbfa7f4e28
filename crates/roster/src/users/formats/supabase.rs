//! Supabase: the table auth.users, as JSON or CSV. `raw_user_meta_data`, which users can change themselves, becomes the
//! preferences.

use super::hash::known;
use super::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourceUser, parse_date, text};
use roster_core::{FirebaseKeys, PasswordHash};
use serde_json::Value;

/// Supabase.
pub const SPEC: Spec = Spec {
    name: "supabase",
    title: "Supabase",
    about: "Supabase: the table auth.users as CSV, JSON or in a dump, and its admin API",
    looks_like,
    headers: no_headers,
    read,
};

fn looks_like(sample: &Sample) -> Likeness {
    if sample.has("encrypted_password") && sample.count(&["raw_user_meta_data", "email_confirmed_at", "aud"]) > 0 {
        Likeness::Certain
    } else {
        Likeness::No
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    if user.when(&["deleted_at"])?.is_some() {
        return Ok(Reading::Skip("the user was deleted".to_owned()));
    }
    let metadata = user.raw_object(&["raw_user_meta_data", "user_metadata"])?;
    let values: Value = metadata.as_ref().and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
    let is_sso = user.flag(&["is_sso_user"])? == Some(true);
    let hash = user.text(&["encrypted_password"])?.filter(|_| !is_sso);
    let banned = user.text(&["banned_until"])?.filter(|until| until != "none");
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id"])?.ok_or("id: is missing")?,
        email: user.text(&["email"])?,
        // Supabase stores phones without the plus.
        phone: user.text(&["phone"])?.map(|phone| format!("+{}", phone.trim_start_matches('+'))),
        name: text(&values, &["full_name", "name", "display_name"]).unwrap_or_default(),
        password: hash.map(|hash| if hash.starts_with("$fbscrypt$") { firebase(&hash).into() } else { known(&hash) }),
        blocked_until: banned.as_deref().and_then(parse_date),
        // `infinity` is not a date.
        is_blocked: banned.is_some_and(|until| parse_date(&until).is_none()),
        email_verified: user.when(&["email_confirmed_at", "confirmed_at"])?.is_some(),
        phone_verified: user.when(&["phone_confirmed_at"])?.is_some(),
        prefs: metadata,
        created_at: user.when(&["created_at"])?,
        updated_at: user.when(&["updated_at"])?,
        accessed_at: user.when(&["last_sign_in_at"])?,
        left: user,
        ..SourceUser::default()
    })))
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
