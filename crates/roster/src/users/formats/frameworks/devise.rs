//! Devise (Ruby on Rails): the table `users` as CSV or JSON. Columns that an application has added are reported.

use crate::users::formats::hash::known;
use crate::users::formats::person::{FACTORS, IDENTITIES, full_name};
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourceUser};

/// Devise.
pub const SPEC: Spec = Spec {
    name: "devise",
    title: "Devise",
    about: "Devise (Ruby on Rails): the table users as CSV or JSON",
    looks_like,
    headers: no_headers,
    read,
};

/// Columns of Devise's modules that say nothing about a user: tokens, and what is counted.
const INTERNAL: &[&str] = &[
    "reset_password_token",
    "reset_password_sent_at",
    "remember_created_at",
    "remember_token",
    "sign_in_count",
    "current_sign_in_ip",
    "last_sign_in_ip",
    "confirmation_token",
    "confirmation_sent_at",
    "failed_attempts",
    "unlock_token",
    "locked_at",
    "consumed_timestep",
    "authentication_token",
];

fn looks_like(sample: &Sample) -> Likeness {
    let own = ["reset_password_token", "reset_password_sent_at", "remember_created_at", "current_sign_in_at"];
    if sample.has("encrypted_password") && sample.count(&own) > 0 { Likeness::Certain } else { Likeness::No }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    user.drop_nulls();
    if user.when(&["deleted_at", "discarded_at"])?.is_some() {
        return Ok(Reading::Skip("the user was deleted".to_owned()));
    }
    let mut losses = Vec::new();
    if user.flag(&["otp_required_for_login"])? == Some(true)
        || user.text(&["otp_secret", "encrypted_otp_secret"])?.is_some()
    {
        losses.push(FACTORS);
    }
    user.ignore(&["encrypted_otp_secret_iv", "encrypted_otp_secret_salt", "otp_backup_codes"]);
    if user.text(&["provider"])?.is_some() {
        losses.push(IDENTITIES);
    }
    if user.when(&["locked_at"])?.is_some() {
        losses.push("a lock after failed sign-ins");
    }
    user.ignore(&["uid"]);
    user.ignore(INTERNAL);
    let name = full_name([user.text(&["first_name"])?, user.text(&["last_name"])?]);
    let hash = user.text(&["encrypted_password"])?;
    let sign_in = SignIn::of(user.text(&["username"])?, user.text(&["email"])?);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id"])?.unwrap_or_default(),
        username: sign_in.username,
        email: sign_in.email,
        name: user.text(&["name", "full_name"])?.unwrap_or(name),
        password: hash.map(|hash| known(&hash)),
        email_verified: user.when(&["confirmed_at"])?.is_some() && sign_in.note.is_none(),
        roles: user.texts(&["roles", "role"]),
        created_at: user.when(&["created_at"])?,
        updated_at: user.when(&["updated_at"])?,
        accessed_at: user.when(&["current_sign_in_at", "last_sign_in_at"])?,
        losses,
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}
