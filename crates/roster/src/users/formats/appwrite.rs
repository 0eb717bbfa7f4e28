//! Appwrite: users in the form of its server SDKs, which `roster users export` writes as well. Lists of all versions since 0.13 are
//! read: they differ in the form of dates (seconds before 1.0) and in what they lack (source: docs/reference/appwrite/models.md).

use super::appwrite_hash::hash;
use super::person::IDENTITIES;
use super::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Note, NoteKind, Reading, Sample, SourceUser};
use roster_core::Timestamp;
use serde_json::Value;

/// Appwrite.
pub const SPEC: Spec = Spec {
    name: "appwrite",
    title: "Appwrite",
    about: "Appwrite: users as its server SDKs list them, and what `roster users export` writes",
    looks_like,
    headers: no_headers,
    read,
};

/// Fields that users of Appwrite have, and no other system writes.
const OWN: &[&str] = &["registration", "emailVerification", "passwordUpdate", "$createdAt", "hashOptions"];

/// Fields that say nothing about the user: where the database has the record, and what Appwrite derives from the email.
const INTERNAL: &[&str] = &[
    "$sequence",
    "$databaseId",
    "$collectionId",
    "$tableId",
    "$permissions",
    "$read",
    "$write",
    "$internalId",
    "emailCanonical",
    "emailIsFree",
    "emailIsDisposable",
    "emailIsCorporate",
    "emailIsCanonical",
    "impersonatorUserId",
];

/// `status` of Appwrite up to 0.11 is a number: 2 for a blocked user, else 1 with a verified email, else 0 (source:
/// docs/reference/appwrite/formats.md).
const BLOCKED: u64 = 2;

fn looks_like(sample: &Sample) -> Likeness {
    if !sample.has("$id") {
        Likeness::No
    } else if sample.count(OWN) > 0 {
        Likeness::Certain
    } else {
        Likeness::Possible
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    let id = user.text(&["$id"])?.ok_or("$id: is missing")?;
    user.ignore(INTERNAL);
    let (email, phone) = (user.text(&["email"])?, user.text(&["phone"])?);
    let kind = user.text(&["hash"])?.unwrap_or_default();
    let options = options(user.value(&["hashOptions"]));
    let password = user.text(&["password"])?.map(|password| hash(&kind, &password, &options));
    let password_updated_at = moment(&mut user, "passwordUpdate")?;
    let created_at = moment(&mut user, "registration")?.or(moment(&mut user, "$createdAt")?);
    let is_missing = password.is_none() && password_updated_at.is_some();
    Ok(Reading::User(Box::new(SourceUser {
        source_id: id,
        losses: losses(&mut user, [&email, &phone])?,
        notes: is_missing.then(no_hash).into_iter().collect(),
        email,
        phone,
        name: user.text(&["name"])?.unwrap_or_default(),
        password,
        password_updated_at,
        has_password_dates: true,
        is_blocked: is_blocked(&mut user)?,
        email_verified: user.flag(&["emailVerification"])? == Some(true),
        phone_verified: user.flag(&["phoneVerification"])? == Some(true),
        labels: user.texts(&["labels"]),
        prefs: user.raw_object(&["prefs"])?,
        mfa: user.flag(&["mfa"])? == Some(true),
        impersonator: user.flag(&["impersonator"])? == Some(true),
        created_at,
        updated_at: moment(&mut user, "$updatedAt")?,
        accessed_at: moment(&mut user, "accessedAt")?,
        left: user,
        ..SourceUser::default()
    })))
}

/// Appwrite before 1.0 lists no hashes, and some later versions only when they read a single user.
fn no_hash() -> Note {
    Note::loss(NoteKind::Password, "the user has a password (passwordUpdate), and the file has no hash of it")
}

/// A point in time. A 0 stands for none (source: docs/reference/appwrite/formats.md).
fn moment(user: &mut Fields, name: &str) -> Result<Option<Timestamp>, String> {
    Ok(user.when(&[name])?.filter(|at| *at != Timestamp::default()))
}

fn is_blocked(user: &mut Fields) -> Result<bool, String> {
    match user.peek(&["status"]) {
        Some(Value::Number(status)) => {
            user.ignore(&["status"]);
            let status = status.as_u64().filter(|status| *status <= BLOCKED);
            status.map(|status| status == BLOCKED).ok_or_else(|| "status: not a status".to_owned())
        }
        _ => Ok(user.flag(&["status"])? == Some(false)),
    }
}

/// The options of a hash: an object, or its text, as the database has it.
fn options(value: Option<Value>) -> Value {
    match value {
        Some(Value::String(text)) => serde_json::from_str(&text).unwrap_or_default(),
        value => value.unwrap_or_default(),
    }
}

/// What an import does not keep: targets that are not just the user's email or phone, and identities.
fn losses(user: &mut Fields, addresses: [&Option<String>; 2]) -> Result<Vec<&'static str>, String> {
    let mut losses = Vec::new();
    let is_address =
        |text: &str| addresses.iter().any(|own| own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(text)));
    for mut target in user.objects(&["targets"])? {
        if !target.text(&["identifier"])?.is_some_and(|text| is_address(&text)) && losses.is_empty() {
            losses.push("targets");
        }
    }
    if user.value(&["identities"]).is_some() {
        losses.push(IDENTITIES);
    }
    Ok(losses)
}
