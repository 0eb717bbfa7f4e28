//! Drupal: the tables `users_field_data` (8 and later) and `users` (7) as CSV or JSON. People sign in with their user name, which is also
//! the name that is shown.

use crate::users::formats::hash::named;
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourceUser};

/// Drupal.
pub const SPEC: Spec = Spec {
    name: "drupal",
    title: "Drupal",
    about: "Drupal: the table users_field_data (or users, of Drupal 7) as CSV or JSON",
    looks_like,
    headers: no_headers,
    read,
};

/// Fields of Drupal that say nothing about a user. `init` is the email that the user began with.
const INTERNAL: &[&str] = &[
    "uuid",
    "langcode",
    "default_langcode",
    "preferred_langcode",
    "preferred_admin_langcode",
    "theme",
    "signature_format",
    "init",
    "data",
];

fn looks_like(sample: &Sample) -> Likeness {
    if sample.has_all(&["uid", "pass", "mail"]) { Likeness::Certain } else { Likeness::No }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    user.drop_nulls();
    let id = user.text(&["uid"])?.unwrap_or_default();
    if id == "0" {
        return Ok(Reading::Skip("the anonymous user of Drupal".to_owned()));
    }
    // 0 is the time of what has not happened, and the number of no picture.
    let zeros = ["access", "login", "changed", "picture"];
    for name in zeros {
        if user.peek_text(&[name]).as_deref() == Some("0") {
            user.ignore(&[name]);
        }
    }
    user.ignore(INTERNAL);
    let name = user.text(&["name"])?;
    let login = user.when(&["login"])?;
    let sign_in = SignIn::of(name.clone(), user.text(&["mail"])?);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: id,
        username: sign_in.username,
        name: name.unwrap_or_default(),
        email: sign_in.email,
        password: user.text(&["pass"])?.map(|hash| named("drupal", &hash)),
        is_blocked: user.flag(&["status"])? == Some(false),
        roles: user.texts(&["roles", "roles_target_id"]),
        created_at: user.when(&["created"])?,
        updated_at: user.when(&["changed"])?,
        accessed_at: user.when(&["access"])?.or(login),
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}
