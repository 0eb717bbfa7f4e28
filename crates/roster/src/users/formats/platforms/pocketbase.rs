//! PocketBase: the records of an auth collection, from its SQLite file, as CSV or JSON. The API never returns `password` (`passwordHash`
//! up to 0.22). The fields that an application has added are reported.

use crate::users::formats::hash::known;
use crate::users::formats::sign_in::SignIn;
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
const INTERNAL: &[&str] =
    &["collectionId", "collectionName", "tokenKey", "emailVisibility", "lastResetSentAt", "expand"];

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
    let sign_in = SignIn::of(user.text(&["username"])?, user.text(&["email"])?);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id"])?.unwrap_or_default(),
        username: sign_in.username,
        email: sign_in.email,
        name: user.text(&["name"])?.unwrap_or_default(),
        password: user.text(&["password", "passwordHash"])?.map(|hash| known(&hash)),
        email_verified: user.flag(&["verified"])? == Some(true) && sign_in.note.is_none(),
        created_at: user.when(&["created"])?,
        updated_at: user.when(&["updated"])?,
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}
