//! Django: the table `auth_user` as CSV or JSON, and the fixtures of `manage.py dumpdata`, whose other models are skipped.

use crate::users::formats::hash::{is_unusable, named};
use crate::users::formats::person::full_name;
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourceUser};
use serde_json::Value;

/// Django.
pub const SPEC: Spec = Spec {
    name: "django",
    title: "Django",
    about: "Django: `manage.py dumpdata auth.user`, and the table auth_user as CSV or JSON",
    looks_like,
    headers: no_headers,
    read,
};

fn looks_like(sample: &Sample) -> Likeness {
    let is_fixture = sample.has_all(&["model", "fields"]);
    let is_table = sample.has_all(&["password", "is_active"]) && sample.count(&["is_staff", "is_superuser"]) > 0;
    if is_fixture || is_table { Likeness::Certain } else { Likeness::No }
}

fn read(mut record: Fields, _: &ReadOptions) -> Result<Reading, String> {
    let Some(model) = record.text(&["model"])?.filter(|_| record.has("fields")) else { return user(record, None) };
    let id = record.text(&["pk"])?;
    let fields = record.object(&["fields"])?.unwrap_or_default();
    // The model of users may be the application's own. It has these fields of Django's AbstractBaseUser.
    if model != "auth.user" && !(fields.has("password") && fields.has("last_login")) {
        return Ok(Reading::Skip("a record of another model, not a user".to_owned()));
    }
    user(fields, id)
}

fn user(mut user: Fields, id: Option<String>) -> Result<Reading, String> {
    user.drop_nulls();
    let mut losses = Vec::new();
    let groups = groups(&mut user, &mut losses);
    let roles = [("is_staff", "staff"), ("is_superuser", "superuser")];
    let roles = roles.map(|(flag, role)| user.flag(&[flag]).map(|is| (is == Some(true)).then(|| role.to_owned())));
    let roles = roles.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    let name = full_name([user.text(&["first_name"])?, user.text(&["last_name"])?]);
    let username = user.text(&["username"])?;
    let id = id.or(user.text(&["id"])?).or_else(|| username.clone());
    let sign_in = SignIn::of(username, user.text(&["email"])?);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: id.unwrap_or_default(),
        username: sign_in.username,
        email: sign_in.email,
        name: user.text(&["name", "full_name"])?.unwrap_or(name),
        // A hash that begins with an exclamation mark is Django's way to say that nobody can sign in with a password.
        password: user.text(&["password"])?.filter(|hash| !is_unusable(hash)).map(|hash| named("django", &hash)),
        is_blocked: user.flag(&["is_active"])? == Some(false),
        roles,
        groups,
        created_at: user.when(&["date_joined"])?,
        accessed_at: user.when(&["last_login"])?,
        losses,
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}

/// The names of the groups, which a fixture has as lists with `--natural-foreign`, and otherwise as the numbers of other records.
fn groups(user: &mut Fields, losses: &mut Vec<&'static str>) -> Vec<String> {
    let Some(Value::Array(list)) = user.peek(&["groups"]) else { return user.texts(&["groups"]) };
    user.ignore(&["groups"]);
    let names: Vec<String> =
        list.iter().filter_map(|group| Some(group.as_array()?.first()?.as_str()?.to_owned())).collect();
    if names.len() < list.len() {
        losses.push("groups that are numbers (dumpdata --natural-foreign writes their names)");
    }
    names
}
