//! Auth.js (NextAuth): the table of users as CSV or JSON. Its users sign in through other providers or by links in emails, and have no
//! passwords; an application with a `credentials` provider keeps hashes in a column of its own.

use crate::users::formats::hash::known;
use crate::users::formats::person::IDENTITIES;
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers, some_value};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourceUser};

/// Auth.js.
pub const SPEC: Spec = Spec {
    name: "authjs",
    title: "Auth.js",
    about: "Auth.js (NextAuth): the table of users as CSV or JSON",
    looks_like,
    headers: no_headers,
    read,
};

/// The names of the date at which the email was verified, in the adapters of Auth.js.
const VERIFIED: &[&str] = &["emailVerified", "email_verified"];

fn looks_like(sample: &Sample) -> Likeness {
    if !sample.has_all(&["email", "image"]) || sample.count(VERIFIED) == 0 {
        return Likeness::No;
    }
    let is_date = |text: &str| text.len() > 4 && text.starts_with(|first: char| first.is_ascii_digit());
    let is_dated = VERIFIED.iter().any(|name| some_value(sample, name, is_date) || is_bson_date(sample, name));
    let is_word = |text: &str| matches!(text, "true" | "false" | "t" | "f" | "0" | "1");
    let is_flag = VERIFIED.iter().any(|name| some_value(sample, name, is_word));
    match (is_dated, is_flag) {
        (true, false) => Likeness::Certain,
        (false, false) => Likeness::Possible,
        _ => Likeness::No,
    }
}

fn is_bson_date(sample: &Sample, name: &str) -> bool {
    sample.records.iter().any(|record| record.peek(&[name]).is_some_and(|value| value.get("$date").is_some()))
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    user.drop_nulls();
    user.flatten(&["_id"])?;
    let accounts = user.objects(&["accounts", "account"])?;
    user.ignore(&["sessions"]);
    let losses = if accounts.is_empty() { Vec::new() } else { vec![IDENTITIES] };
    let sign_in = SignIn::of(user.text(&["username"])?, user.text(&["email"])?);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id", "_id.$oid", "_id"])?.unwrap_or_default(),
        username: sign_in.username,
        email: sign_in.email,
        name: user.text(&["name"])?.unwrap_or_default(),
        password: user.text(&["password", "passwordHash", "hashedPassword"])?.map(|hash| known(&hash)),
        email_verified: user.when(VERIFIED)?.is_some() && sign_in.note.is_none(),
        roles: user.texts(&["roles", "role"]),
        created_at: user.when(&["createdAt", "created_at"])?,
        updated_at: user.when(&["updatedAt", "updated_at"])?,
        losses,
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}
