//! Firebase: what `firebase auth:export` writes as JSON or CSV, the users of the Admin SDK (`listUsers`), and those of the REST API. The
//! parameters of its scrypt belong to the project; its console shows them.
//!
//! Field names and the order of the columns are those of firebase-tools (source: src/accountExporter.ts) and of the `UserRecord` of the
//! Admin SDK (source: firebase.google.com/docs/reference/admin/node).

mod hash;

pub use hash::FirebaseParameters;

use self::hash::Found;
use super::grants::Grants;
use super::person::{FACTORS, IDENTITIES};
use super::{Likeness, Spec};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Note, NoteKind, Reading, Sample, SourceUser};
use serde_json::Value;

/// Firebase.
pub const SPEC: Spec = Spec {
    name: "firebase",
    title: "Firebase",
    about: "Firebase: what `firebase auth:export` writes (JSON, CSV), or the users of the Admin SDK as JSON",
    looks_like,
    headers,
    read,
};

/// The columns of the CSV, which has no header. The last one is what follows the comma at the end of each row.
const COLUMNS: &[&str] = &[
    "localId",
    "email",
    "emailVerified",
    "passwordHash",
    "salt",
    "displayName",
    "photoUrl",
    "google.id",
    "google.email",
    "google.displayName",
    "google.photoUrl",
    "facebook.id",
    "facebook.email",
    "facebook.displayName",
    "facebook.photoUrl",
    "twitter.id",
    "twitter.email",
    "twitter.displayName",
    "twitter.photoUrl",
    "github.id",
    "github.email",
    "github.displayName",
    "github.photoUrl",
    "createdAt",
    "lastSignedInAt",
    "phoneNumber",
    "disabled",
    "customAttributes",
    "",
];
/// Older versions wrote as many columns: up to the phone, then `disabled`, then the claims.
const FEWEST_COLUMNS: usize = 26;

/// The columns of the CSV on providers: what they say of the user is in other columns, too.
const PROVIDERS: [&str; 4] = ["google", "facebook", "twitter", "github"];

/// Fields of users of the Admin SDK, none of which another system has.
const OF_THE_SDK: &[&str] = &["tokensValidAfterTime", "providerData", "customClaims", "passwordSalt"];

/// Fields that say nothing about the user: tenants, versions, when tokens become invalid.
const INTERNAL: &[&str] = &[
    "",
    "validSince",
    "tokensValidAfterTime",
    "tenantId",
    "lastRefreshAt",
    "customAuth",
    "initialEmail",
    "kind",
    "screenName",
];

fn looks_like(sample: &Sample) -> Likeness {
    if sample.has("localId")
        || sample.has("uid") && sample.count(OF_THE_SDK) > 0
        || sample.has_all(&["uid", "metadata"])
    {
        Likeness::Certain
    } else if sample.has_all(&["uid", "email"]) {
        Likeness::Possible
    } else {
        Likeness::No
    }
}

fn headers(first_row: &[&str]) -> Option<&'static [&'static str]> {
    let is_flag = |index: usize| matches!(first_row.get(index), Some(&"true" | &"false"));
    let is_id = first_row.first().is_some_and(|id| !id.is_empty() && !id.contains('@'));
    let columns = COLUMNS.get(..first_row.len())?;
    (columns.len() >= FEWEST_COLUMNS && is_id && is_flag(2)).then_some(columns)
}

fn read(mut user: Fields, options: &ReadOptions) -> Result<Reading, String> {
    let id = user.text(&["localId", "uid"])?.ok_or("localId: is missing")?;
    user.ignore(INTERNAL);
    let mut metadata = user.object(&["metadata"])?.unwrap_or_default();
    let phone = user.text(&["phoneNumber"])?;
    let providers = providers(&mut user)?;
    let password = hash::take(&mut user, &options.firebase)?;
    let mut claims = user.object(&["customClaims", "customAttributes"])?.map(Grants::take_all).unwrap_or_default();
    let email = user.text(&["email"])?;
    let mut losses = Vec::new();
    if providers.iter().any(|provider| !matches!(provider.as_str(), "password" | "phone")) {
        losses.push(IDENTITIES);
    }
    if user.value(&["mfaInfo"]).is_some() || has_factors(&mut user) {
        losses.push(FACTORS);
    }
    Ok(Reading::User(Box::new(SourceUser {
        source_id: id,
        notes: note(&password, email.is_some(), &providers).into_iter().collect(),
        email,
        // Firebase has verified every phone that it knows.
        phone_verified: phone.is_some(),
        phone,
        name: user.text(&["displayName"])?.unwrap_or_default(),
        password: password.into(),
        password_updated_at: user.when(&["passwordUpdatedAt"])?,
        is_blocked: user.flag(&["disabled"])? == Some(true),
        email_verified: user.flag(&["emailVerified"])? == Some(true),
        roles: std::mem::take(&mut claims.roles),
        groups: std::mem::take(&mut claims.groups),
        claims: claims.claims,
        created_at: metadata.when(&["creationTime"])?.or(user.when(&["createdAt"])?),
        accessed_at: metadata.when(&["lastSignInTime"])?.or(user.when(&["lastSignedInAt", "lastLoginAt"])?),
        losses,
        left: user,
        ..SourceUser::default()
    })))
}

/// The providers through which the user signs in.
fn providers(user: &mut Fields) -> Result<Vec<String>, String> {
    let mut providers = Vec::new();
    for mut provider in user.objects(&["providerUserInfo", "providerData"])? {
        providers.extend(provider.text(&["providerId"])?);
    }
    for provider in PROVIDERS {
        let column = |field: &str| format!("{provider}.{field}");
        if user.value(&[&column("id")]).is_some() {
            providers.push(provider.to_owned());
        }
        user.ignore(&[&column("email"), &column("displayName"), &column("photoUrl")]);
    }
    Ok(providers)
}

/// `multiFactor` of the Admin SDK has its list in `enrolledFactors`.
fn has_factors(user: &mut Fields) -> bool {
    let is_list = |value: &Value| value.as_array().is_some_and(|list| !list.is_empty());
    user.value(&["multiFactor"]).is_some_and(|value| value.get("enrolledFactors").is_some_and(is_list))
}

/// Why a user who has a password, or may have one, has none here.
fn note(password: &Found, has_email: bool, providers: &[String]) -> Option<Note> {
    if matches!(password, Found::Hash(_)) {
        None
    } else if providers.iter().any(|provider| provider == "password") {
        let text =
            "the user has a password, and the file has no hash of it: only an account that may read hashes gets them";
        Some(Note::loss(NoteKind::Password, text))
    } else if has_email && providers.is_empty() {
        // Of the imported accounts, `auth:export` writes no hash until they sign in: their `version` is not 0 (source: the same file).
        let text =
            "no hash in the file: the user has no password, or was imported into Firebase and has not signed in since";
        Some(Note::kept(NoteKind::Password, text))
    } else {
        None
    }
}
