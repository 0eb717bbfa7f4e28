//! PocketBase: the records of an auth collection, from its SQLite file, as CSV or JSON. The API never returns `password` (`passwordHash`
//! up to 0.22). The fields that an application has added are reported.

use crate::users::formats::hash::known;
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourceUser};

/// PocketBase.
pub const SPEC: Spec = Spec {
    name: "pocketbase",
    title: "PocketBase",
    about: "PocketBase: the records of an auth collection as CSV or JSON",
    looks_like,
    headers: no_headers,
    read,
};

/// Fields of PocketBase that say nothing about a user, and the secret with which their tokens were signed.
const INTERNAL: &[&str] = &["collectionId", "collectionName", "tokenKey", "emailVisibility", "lastResetSentAt", "expand"];

fn looks_like(sample: &Sample) -> Likeness {
    if sample.has("emailVisibility") || sample.has_all(&["tokenKey", "verified"]) {
        Likeness::Certain
    } else {
        Likeness::No
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    user.ignore(INTERNAL);
    user.ignore(&["lastVerificationSentAt", "lastLoginAlertSentAt"]);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id"])?.unwrap_or_default(),
        username: user.text(&["username"])?,
        email: user.text(&["email"])?,
        name: user.text(&["name"])?.unwrap_or_default(),
        password: user.text(&["password", "passwordHash"])?.map(|hash| known(&hash)),
        email_verified: user.flag(&["verified"])? == Some(true),
        created_at: user.when(&["created"])?,
        updated_at: user.when(&["updated"])?,
        left: user,
        ..SourceUser::default()
    })))
}
