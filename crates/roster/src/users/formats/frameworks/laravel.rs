//! Laravel: the table `users` of its starter kits, Breeze, Jetstream and Fortify, as CSV or JSON. Columns that an application has added
//! are reported.

use crate::users::formats::hash::known;
use crate::users::formats::person::{FACTORS, full_name};
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourceUser};

/// Laravel.
pub const SPEC: Spec = Spec {
    name: "laravel",
    title: "Laravel",
    about: "Laravel: the table users as CSV or JSON",
    looks_like,
    headers: no_headers,
    read,
};

fn looks_like(sample: &Sample) -> Likeness {
    if sample.has("email_verified_at") && sample.count(&["remember_token", "password"]) > 0 {
        Likeness::Certain
    } else {
        Likeness::No
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    user.drop_nulls();
    // Models with `SoftDeletes` have this column.
    if user.when(&["deleted_at"])?.is_some() {
        return Ok(Reading::Skip("the user was deleted".to_owned()));
    }
    let has_secret = user.text(&["two_factor_secret"])?.is_some();
    user.ignore(&["two_factor_recovery_codes", "two_factor_confirmed_at", "remember_token", "current_team_id"]);
    let name = full_name([user.text(&["first_name"])?, user.text(&["last_name"])?]);
    let sign_in = SignIn::of(user.text(&["username"])?, user.text(&["email"])?);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id"])?.unwrap_or_default(),
        username: sign_in.username,
        email: sign_in.email,
        name: user.text(&["name"])?.unwrap_or(name),
        password: user.text(&["password"])?.map(|hash| known(&hash)),
        email_verified: user.when(&["email_verified_at"])?.is_some() && sign_in.note.is_none(),
        roles: user.texts(&["roles", "role"]),
        created_at: user.when(&["created_at"])?,
        updated_at: user.when(&["updated_at"])?,
        losses: if has_secret { vec![FACTORS] } else { Vec::new() },
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}
