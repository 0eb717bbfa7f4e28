//! Supabase: the table `auth.users` as CSV, as JSON, or as the `COPY` of a dump, and the users of its admin API. `raw_user_meta_data`, which
//! users can change themselves, becomes the preferences.
//!
//! Names of columns are those of the migrations of Supabase's Auth server, names of fields those of its API (source: supabase/auth,
//! migrations and internal/models/user.go).

use super::grants::Grants;
use super::hash::known;
use super::person::{FACTORS, IDENTITIES};
use super::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Container, Fields, Reading, Sample, SourcePassword, SourceUser, parse_date, text};
use serde_json::Value;

/// Supabase.
pub const SPEC: Spec = Spec {
    name: "supabase",
    title: "Supabase",
    about: "Supabase: the table auth.users as CSV, JSON or in a dump, and the users of its admin API",
    looks_like,
    headers: no_headers,
    read,
};

/// The table.
const TABLE: &str = "auth.users";

/// Columns and fields of users of Supabase, which no other system has.
const OWN: &[&str] =
    &["raw_user_meta_data", "raw_app_meta_data", "email_change_token_new", "is_sso_user", "reauthentication_token"];
/// Fields of the admin API, of which Auth0 has some, too.
const OF_THE_API: &[&str] = &["app_metadata", "user_metadata", "email_confirmed_at", "confirmed_at"];

/// Columns that say nothing about the user: instances, tokens of messages that were sent, and when.
const INTERNAL: &[&str] = &[
    "instance_id",
    "aud",
    "invited_at",
    "confirmation_token",
    "confirmation_sent_at",
    "recovery_token",
    "recovery_sent_at",
    "email_change_token",
    "email_change_token_new",
    "email_change_token_current",
    "email_change_confirm_status",
    "email_change_sent_at",
    "phone_change_token",
    "phone_change_sent_at",
    "reauthentication_token",
    "reauthentication_sent_at",
    "action_link",
];

/// The role in PostgreSQL that every user has.
const ROLE_OF_ALL: &str = "authenticated";
/// Providers that are Supabase itself: sign-ins by email and by phone.
const OWN_PROVIDERS: [&str; 2] = ["email", "phone"];

fn looks_like(sample: &Sample) -> Likeness {
    if let Container::Copy { table } = &sample.container {
        return if table == TABLE { Likeness::Certain } else { Likeness::No };
    }
    let is_of_the_api = sample.has_all(&["id", "aud"]) && sample.count(OF_THE_API) > 0;
    if sample.count(OWN) > 0 || is_of_the_api {
        Likeness::Certain
    } else if sample.has("encrypted_password") && !sample.has("reset_password_token")
        || sample.has_all(&["email", "email_confirmed_at"])
    {
        Likeness::Possible
    } else {
        Likeness::No
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    user.drop_nulls();
    user.ignore(INTERNAL);
    if user.when(&["deleted_at"])?.is_some() {
        return Ok(Reading::Skip("the user was deleted".to_owned()));
    }
    if user.flag(&["is_anonymous"])? == Some(true) {
        return Ok(Reading::Skip("an anonymous user: nobody can sign in as them elsewhere".to_owned()));
    }
    let (grants, has_other_providers) = app_metadata(&mut user)?;
    let mut losses = Vec::new();
    let is_sso = user.flag(&["is_sso_user"])? == Some(true);
    if has_other_identities(&mut user)? || has_other_providers || is_sso {
        losses.push(IDENTITIES);
    }
    if user.value(&["factors"]).is_some() {
        losses.push(FACTORS);
    }
    let metadata = user.raw_object(&["raw_user_meta_data", "user_metadata"])?;
    let values: Value = metadata.as_ref().and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
    let hash = user.text(&["encrypted_password"])?.filter(|_| !is_sso);
    let ban = Ban::take(&mut user)?;
    let email_verified = email_verified(&mut user)?;
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id"])?.unwrap_or_default(),
        email: user.text(&["email"])?,
        // Supabase stores phones without the plus.
        phone: user.text(&["phone"])?.map(|phone| format!("+{}", phone.trim_start_matches('+'))),
        name: text(&values, &["full_name", "name", "display_name"]).unwrap_or_default(),
        password: hash.map(|hash| password(&hash)),
        is_blocked: ban == Ban::Forever,
        blocked_until: ban.end(),
        email_verified,
        phone_verified: user.when(&["phone_confirmed_at"])?.is_some(),
        roles: roles(&mut user, grants.roles)?,
        groups: grants.groups,
        claims: grants.claims,
        prefs: metadata,
        created_at: user.when(&["created_at"])?,
        updated_at: user.when(&["updated_at"])?,
        accessed_at: user.when(&["last_sign_in_at"])?,
        losses,
        left: user,
        ..SourceUser::default()
    })))
}

/// A hash. Supabase's Auth server can be set up to encrypt them: then the column has JSON (source: supabase/auth, internal/crypto).
fn password(hash: &str) -> SourcePassword {
    if hash.starts_with("{\"") {
        return SourcePassword::unknown(
            "an encrypted hash: switch the encryption of hashes in the source off, or decrypt it",
        );
    }
    known(hash)
}

/// Takes what the application has written about the user, and whether the user signs in through other providers.
fn app_metadata(user: &mut Fields) -> Result<(Grants, bool), String> {
    let mut metadata = user.object(&["raw_app_meta_data", "app_metadata"])?.unwrap_or_default();
    let providers = metadata.texts(&["provider", "providers"]);
    let has_others = providers.iter().any(|provider| !OWN_PROVIDERS.contains(&provider.as_str()));
    Ok((Grants::take_all(metadata), has_others))
}

fn has_other_identities(user: &mut Fields) -> Result<bool, String> {
    let mut has_some = false;
    for mut identity in user.objects(&["identities"])? {
        let provider = identity.text(&["provider"])?;
        has_some |= provider.is_some_and(|provider| !OWN_PROVIDERS.contains(&provider.as_str()));
    }
    Ok(has_some)
}

/// Whether the email is verified. `confirmed_at` was the column for it in the first versions. Now it is the earlier one of the dates of
/// email and phone, which says nothing of the email.
fn email_verified(user: &mut Fields) -> Result<bool, String> {
    let is_old = !user.has("email_confirmed_at") && !user.has("phone_confirmed_at");
    let confirmed = user.when(&["confirmed_at"])?.is_some();
    Ok(user.when(&["email_confirmed_at"])?.is_some() || is_old && confirmed)
}

fn roles(user: &mut Fields, mut roles: Vec<String>) -> Result<Vec<String>, String> {
    roles.extend(user.text(&["role"])?.filter(|role| role != ROLE_OF_ALL));
    if user.flag(&["is_super_admin"])? == Some(true) {
        roles.push("is_super_admin".to_owned());
    }
    Ok(roles)
}

/// Until when a user is banned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ban {
    None,
    Until(roster_core::Timestamp),
    Forever,
}

impl Ban {
    /// Takes the end of the ban: a date, `infinity` of PostgreSQL, or `none` of the API.
    fn take(user: &mut Fields) -> Result<Self, String> {
        Ok(match user.text(&["banned_until"])?.as_deref() {
            None | Some("none" | "-infinity") => Self::None,
            Some("infinity") => Self::Forever,
            Some(date) => Self::Until(parse_date(date).ok_or("banned_until: not a date")?),
        })
    }

    fn end(self) -> Option<roster_core::Timestamp> {
        match self {
            Self::Until(end) => Some(end),
            Self::None | Self::Forever => None,
        }
    }
}
