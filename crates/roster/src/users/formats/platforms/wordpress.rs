//! WordPress: the table `wp_users` as CSV or JSON, and `wp user list --fields=…,user_pass --format=csv|json`. People sign in with
//! `user_login` or their email.

use crate::users::formats::hash::named;
use crate::users::formats::person::full_name;
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourceUser};

/// WordPress.
pub const SPEC: Spec = Spec {
    name: "wordpress",
    title: "WordPress",
    about: "WordPress: the table wp_users as CSV or JSON, and `wp user list`",
    looks_like,
    headers: no_headers,
    read,
};

/// Fields of WordPress that say nothing about a user. `user_nicename` is made of the user name, for URLs; WordPress does not use
/// `user_status`.
const INTERNAL: &[&str] = &[
    "user_nicename",
    "user_activation_key",
    "user_status",
    "filter",
    "url",
    "cap_key",
    "caps",
    "allcaps",
    "nickname",
    "wp_user_level",
    "spam",
    "deleted",
];

fn looks_like(sample: &Sample) -> Likeness {
    if sample.has("user_login") && sample.count(&["user_email", "user_pass", "user_registered", "display_name"]) > 0 {
        Likeness::Certain
    } else {
        Likeness::No
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    user.drop_nulls();
    // Only a network of sites marks users so.
    if user.flag(&["deleted"])? == Some(true) {
        return Ok(Reading::Skip("the user was deleted".to_owned()));
    }
    let is_spam = user.flag(&["spam"])? == Some(true);
    let mut roles = user.texts(&["roles", "role"]);
    if roles.is_empty() {
        roles = capabilities(&mut user)?;
    }
    user.ignore(INTERNAL);
    let name = full_name([user.text(&["first_name"])?, user.text(&["last_name"])?]);
    let sign_in = SignIn::of(user.text(&["user_login"])?, user.text(&["user_email"])?);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["ID", "id"])?.unwrap_or_default(),
        username: sign_in.username,
        email: sign_in.email,
        name: user.text(&["display_name"])?.unwrap_or(name),
        password: user.text(&["user_pass"])?.map(|hash| named("wordpress", &hash)),
        is_blocked: is_spam,
        roles,
        created_at: registered(&mut user)?,
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}

/// MySQL's date of no day is that of a missing one.
fn registered(user: &mut Fields) -> Result<Option<roster_core::Timestamp>, String> {
    if user.peek_text(&["user_registered"]).is_some_and(|text| text.starts_with("0000-00-00")) {
        user.ignore(&["user_registered"]);
    }
    user.when(&["user_registered"])
}

/// The roles in `wp_capabilities`, which PHP has serialised: `a:1:{s:6:"editor";b:1;}`.
fn capabilities(user: &mut Fields) -> Result<Vec<String>, String> {
    let names: Vec<String> = user.names().filter(|name| name.ends_with("_capabilities")).map(str::to_owned).collect();
    let Some(text) = names.first().map(|name| user.text(&[name])).transpose()?.flatten() else { return Ok(Vec::new()) };
    let parts: Vec<&str> = text.split('"').collect();
    let pairs = parts.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?)));
    // A role is set when `;b:1` is behind it.
    let is_set = |index: usize| parts.get(2 * index + 2).is_some_and(|after| after.starts_with(";b:1"));
    Ok(pairs.enumerate().filter(|(index, _)| is_set(*index)).map(|(_, (_, role))| role.to_owned()).collect())
}
