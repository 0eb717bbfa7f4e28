//! ASP.NET Identity 2, 3 and Core: the table `AspNetUsers` as CSV or JSON. Columns that an application has added are reported.

use crate::users::formats::hash::{known, named};
use crate::users::formats::person::{FACTORS, contact_phone};
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourcePassword, SourceUser};
use roster_core::Timestamp;

/// ASP.NET Identity.
pub const SPEC: Spec = Spec {
    name: "aspnet",
    title: "ASP.NET Identity",
    about: "ASP.NET Identity: the table AspNetUsers as CSV or JSON",
    looks_like,
    headers: no_headers,
    read,
};

/// Columns of Identity that say nothing about a user: copies in capitals, stamps, a counter, the type of the entity.
const INTERNAL: &[&str] = &[
    "NormalizedUserName",
    "NormalizedEmail",
    "SecurityStamp",
    "ConcurrencyStamp",
    "AccessFailedCount",
    "Discriminator",
];

fn looks_like(sample: &Sample) -> Likeness {
    let own = ["SecurityStamp", "NormalizedUserName", "LockoutEnabled", "AccessFailedCount", "EmailConfirmed"];
    if sample.has("UserName") && sample.count(&own) > 0 {
        Likeness::Certain
    } else if sample.has_all(&["UserName", "PasswordHash"]) {
        Likeness::Possible
    } else {
        Likeness::No
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    user.drop_nulls();
    let mut losses = Vec::new();
    if user.flag(&["TwoFactorEnabled"])? == Some(true) {
        losses.push(FACTORS);
    }
    let blocked_until = lockout(&mut user)?;
    user.ignore(INTERNAL);
    let phone = contact_phone(&mut user, &["PhoneNumber"]);
    let phone_verified = user.flag(&["PhoneNumberConfirmed"])? == Some(true);
    let sign_in = SignIn::of(user.text(&["UserName"])?, user.text(&["Email"])?);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["Id"])?.unwrap_or_default(),
        username: sign_in.username,
        email: sign_in.email,
        phone_verified: phone_verified && phone.is_some(),
        phone,
        name: user.text(&["Name", "FullName", "DisplayName"])?.unwrap_or_default(),
        password: user.text(&["PasswordHash"])?.map(|hash| password(&hash)),
        email_verified: user.flag(&["EmailConfirmed"])? == Some(true) && sign_in.note.is_none(),
        blocked_until,
        losses,
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}

/// Identity ignores the end of a lockout when `LockoutEnabled` is off.
fn lockout(user: &mut Fields) -> Result<Option<Timestamp>, String> {
    let is_enabled = user.flag(&["LockoutEnabled"])? != Some(false);
    // The least date of .NET, `0001-01-01`, is that of a lockout that was lifted.
    let names = ["LockoutEnd", "LockoutEndDateUtc"];
    if !is_enabled || user.peek_text(&names).is_some_and(|text| text.starts_with('0')) {
        user.ignore(&names);
    }
    user.when(&names)
}

/// Identity's own hashes are base64 of a block that begins with its version. Other hashers write texts that name their scheme.
fn password(hash: &str) -> SourcePassword {
    if hash.starts_with('$') { known(hash) } else { named("aspnet", hash) }
}
