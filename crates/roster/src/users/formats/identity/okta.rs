//! Okta: users as its API lists them (`GET /api/v1/users`). It never has hashes.

use crate::users::formats::person::{IDENTITIES, PASSWORD, contact_phone, full_name};
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourceUser};

/// Okta.
pub const SPEC: Spec = Spec {
    name: "okta",
    title: "Okta",
    about: "Okta: users as its API lists them; Okta does not export hashes",
    looks_like,
    headers: no_headers,
    read,
};

/// Fields of Okta that say nothing about a user.
const INTERNAL: &[&str] =
    &["_links", "_embedded", "type", "realmId", "statusChanged", "transitioningToStatus", "activated"];

fn looks_like(sample: &Sample) -> Likeness {
    let is_okta = sample.has_all(&["profile", "status"])
        && sample.count(&["statusChanged", "passwordChanged", "_links", "lastUpdated"]) >= 2;
    if is_okta { Likeness::Certain } else { Likeness::No }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    user.flatten(&["profile", "credentials", "credentials.provider"])?;
    let mut losses = Vec::new();
    if user.has("credentials.password") {
        losses.push(PASSWORD);
    }
    if user.has("credentials.recovery_question") {
        losses.push("the recovery question");
    }
    let provider = user.text(&["credentials.provider.type"])?;
    if provider.is_some_and(|provider| provider != "OKTA" && provider != "IMPORT") {
        losses.push(IDENTITIES);
    }
    user.ignore(&["credentials.password", "credentials.recovery_question", "credentials.provider.name"]);
    user.ignore(&["credentials.emails"]);
    user.ignore(INTERNAL);
    let email = user.text(&["profile.email"])?;
    let name = full_name([user.text(&["profile.firstName"])?, user.text(&["profile.lastName"])?]);
    let status = user.text(&["status"])?.unwrap_or_default();
    let sign_in = SignIn::of(user.text(&["profile.login"])?, email);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id"])?.unwrap_or_default(),
        username: sign_in.username,
        name: user.text(&["profile.displayName"])?.unwrap_or(name),
        email: sign_in.email,
        phone: contact_phone(&mut user, &["profile.mobilePhone"]),
        // LOCKED_OUT is the state after failed sign-ins, RECOVERY and PASSWORD_EXPIRED that of a password: the account is in use.
        is_blocked: matches!(status.as_str(), "SUSPENDED" | "DEPROVISIONED"),
        password_updated_at: user.when(&["passwordChanged"])?,
        created_at: user.when(&["created"])?,
        updated_at: user.when(&["lastUpdated"])?,
        accessed_at: user.when(&["lastLogin"])?,
        losses,
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}
