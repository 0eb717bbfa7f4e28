//! Appwrite: users in the form of its server SDKs, which `roster users export` writes as well.

use super::appwrite_hash::hash;
use super::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourceUser};

/// Appwrite.
pub const SPEC: Spec = Spec {
    name: "appwrite",
    title: "Appwrite",
    about: "Appwrite: users as its server SDKs list them, and what `roster users export` writes",
    looks_like,
    headers: no_headers,
    read,
};

/// Fields that all users of Appwrite have, and no other system writes.
const OWN: &[&str] = &["registration", "emailVerification", "passwordUpdate", "$createdAt", "hashOptions"];

fn looks_like(sample: &Sample) -> Likeness {
    if !sample.has("$id") {
        Likeness::No
    } else if sample.count(OWN) > 0 {
        Likeness::Certain
    } else {
        Likeness::Possible
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    let id = user.text(&["$id"])?.ok_or("$id: is missing")?;
    let kind = user.text(&["hash"])?.unwrap_or_default();
    let options = user.value(&["hashOptions"]).unwrap_or_default();
    let password = user.text(&["password"])?;
    user.ignore(&["emailCanonical"]);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: id,
        email: user.text(&["email"])?,
        phone: user.text(&["phone"])?,
        name: user.text(&["name"])?.unwrap_or_default(),
        password: password.map(|password| hash(&kind, &password, &options)),
        password_updated_at: user.when(&["passwordUpdate"])?,
        has_password_dates: true,
        is_blocked: user.flag(&["status"])? == Some(false),
        email_verified: user.flag(&["emailVerification"])? == Some(true),
        phone_verified: user.flag(&["phoneVerification"])? == Some(true),
        labels: user.texts(&["labels"]),
        prefs: user.raw_object(&["prefs"])?,
        mfa: user.flag(&["mfa"])? == Some(true),
        impersonator: user.flag(&["impersonator"])? == Some(true),
        created_at: user.when(&["registration", "$createdAt"])?,
        updated_at: user.when(&["$updatedAt"])?,
        accessed_at: user.when(&["accessedAt"])?,
        left: user,
        ..SourceUser::default()
    })))
}
