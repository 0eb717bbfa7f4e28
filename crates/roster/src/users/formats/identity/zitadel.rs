//! Zitadel: human users in the form of its import API (`{"userId":…,"user":{…}}`), which have hashes, and as its APIs list them, which do
//! not. Machine users are skipped.

use crate::users::formats::hash::known;
use crate::users::formats::person::{FACTORS, IDENTITIES, full_name, plain};
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourcePassword, SourceUser};

/// Zitadel.
pub const SPEC: Spec = Spec {
    name: "zitadel",
    title: "Zitadel",
    about: "Zitadel: human users in the form of its import API, and as its APIs list them",
    looks_like,
    headers: no_headers,
    read,
};

/// Fields of Zitadel that say nothing about a user.
const INTERNAL: &[&str] = &[
    "loginNames",
    "details.sequence",
    "details.resourceOwner",
    "passwordChangeRequired",
    "requestPasswordlessRegistration",
    "mfaInitSkipped",
    "profile.gender",
];

fn looks_like(sample: &Sample) -> Likeness {
    let is_import = sample.has_all(&["userId", "user"]) || sample.has_all(&["userName", "profile", "email"]);
    let is_list = sample.has("human") && sample.count(&["userId", "userName", "username", "state"]) > 0;
    let is_machine = sample.has("machine") && sample.count(&["loginNames", "userName", "username"]) > 0;
    if is_import || is_list || is_machine { Likeness::Certain } else { Likeness::No }
}

fn read(mut record: Fields, _: &ReadOptions) -> Result<Reading, String> {
    if record.has("machine") {
        return Ok(Reading::Skip("a machine user".to_owned()));
    }
    let state = record.text(&["state"])?.unwrap_or_default();
    if state == "USER_STATE_DELETED" {
        return Ok(Reading::Skip("the user was deleted".to_owned()));
    }
    // The user itself is in `user` or `human`, or is the record.
    let id = record.text(&["userId", "id"])?;
    let mut user = flat(record)?;
    let losses = losses(&mut user);
    user.ignore(INTERNAL);
    let email = user.text(&["email.email"])?;
    let first = user.text(&["profile.firstName", "profile.givenName"])?;
    let name = full_name([first, user.text(&["profile.lastName", "profile.familyName"])?]);
    let login = user.text(&["userName", "username"])?;
    user.ignore(&["preferredLoginName"]);
    let sign_in = SignIn::of(login, email);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: id.unwrap_or_default(),
        username: sign_in.username,
        name: user.text(&["profile.displayName"])?.unwrap_or(name),
        email: sign_in.email,
        phone: user.text(&["phone.phone"])?,
        password: password(&mut user)?,
        password_updated_at: user.when(&["passwordChanged"])?,
        is_blocked: matches!(state.as_str(), "USER_STATE_INACTIVE" | "USER_STATE_LOCKED" | "USER_STATE_SUSPEND"),
        email_verified: user.flag(&["email.isEmailVerified", "email.isVerified"])? == Some(true)
            && sign_in.note.is_none(),
        phone_verified: user.flag(&["phone.isPhoneVerified", "phone.isVerified"])? == Some(true),
        created_at: user.when(&["details.creationDate", "creationDate"])?,
        updated_at: user.when(&["details.changeDate", "changeDate"])?,
        losses,
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}

/// The fields of the user, wherever they are, with the objects in them flat.
fn flat(mut record: Fields) -> Result<Fields, String> {
    let inner = record.object(&["user", "human"])?;
    let mut user = match inner {
        Some(mut inner) => {
            inner.append(record);
            inner
        }
        None => record,
    };
    user.flatten(&["profile", "email", "phone", "details", "hashedPassword"])?;
    Ok(user)
}

fn losses(user: &mut Fields) -> Vec<&'static str> {
    let mut losses = Vec::new();
    if user.left().any(|name| matches!(name, "otpCode" | "recoveryCodes")) {
        losses.push(FACTORS);
    }
    if user.left().any(|name| matches!(name, "idps" | "idpLinks")) {
        losses.push(IDENTITIES);
    }
    user.ignore(&["otpCode", "recoveryCodes", "idps", "idpLinks"]);
    losses
}

fn password(user: &mut Fields) -> Result<Option<SourcePassword>, String> {
    user.ignore(&["hashedPassword.algorithm"]);
    let hash = user.text(&["hashedPassword.value", "hashedPassword", "passwordHash"])?.map(|hash| known(&hash));
    let typed = user.text(&["password"])?.map(|text| plain(&text));
    Ok(hash.or(typed))
}
