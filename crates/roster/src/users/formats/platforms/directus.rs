//! Directus: the table `directus_users` as CSV or JSON. Its API shows stars in place of a hash, so the rows come from the database.

use crate::users::formats::hash::known;
use crate::users::formats::person::{FACTORS, IDENTITIES, PASSWORD, full_name};
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourceUser};

/// Directus.
pub const SPEC: Spec = Spec {
    name: "directus",
    title: "Directus",
    about: "Directus: the table directus_users as CSV or JSON",
    looks_like,
    headers: no_headers,
    read,
};

/// Fields of Directus that say nothing about a user: how its own interface looks, and tokens.
const INTERNAL: &[&str] = &[
    "token",
    "last_page",
    "theme",
    "theme_light",
    "theme_dark",
    "theme_light_overrides",
    "theme_dark_overrides",
    "appearance",
    "text_direction",
    "email_notifications",
];

fn looks_like(sample: &Sample) -> Likeness {
    let own = ["tfa_secret", "external_identifier", "auth_data", "last_page", "email_notifications"];
    if sample.has("email") && sample.count(&own) >= 2 { Likeness::Certain } else { Likeness::No }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    user.drop_nulls();
    let mut losses = Vec::new();
    if user.text(&["tfa_secret"])?.is_some() {
        losses.push(FACTORS);
    }
    let provider = user.text(&["provider"])?.is_some_and(|provider| provider != "default");
    if provider || user.text(&["external_identifier"])?.is_some() {
        losses.push(IDENTITIES);
    }
    user.ignore(&["external_identifier", "auth_data"]);
    let mut hash = user.text(&["password"])?;
    if hash.as_ref().is_some_and(|hash| hash.bytes().all(|byte| byte == b'*')) {
        losses.push(PASSWORD);
        hash = None;
    }
    user.ignore(INTERNAL);
    let status = user.text(&["status"])?.unwrap_or_default();
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id"])?.unwrap_or_default(),
        email: user.text(&["email"])?,
        name: full_name([user.text(&["first_name"])?, user.text(&["last_name"])?]),
        password: hash.map(|hash| known(&hash)),
        // Invited and unverified users become active by themselves.
        is_blocked: matches!(status.as_str(), "suspended" | "archived" | "draft"),
        // The id of the role; or its object, with a name, when the API was asked for it.
        roles: user.texts(&["role"]),
        accessed_at: user.when(&["last_access"])?,
        losses,
        left: user,
        ..SourceUser::default()
    })))
}
