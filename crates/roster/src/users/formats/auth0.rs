//! Auth0: its exports (lines of JSON, CSV), the file with hashes that its support gives, the users of its Management API, and the files of
//! its bulk import. `user_metadata`, which users can change themselves, becomes the preferences.
//!
//! Field names are those of Auth0's documentation ("User Profile Structure", "Bulk User Exports", "Bulk User Import Database Schema");
//! those of the file with hashes are those of its description at auth0.com/docs ("Export hashed passwords").

mod custom;
mod join;

pub use join::JOIN;

use self::custom::custom;
use super::grants::Grants;
use super::hash::known;
use super::person::{FACTORS, IDENTITIES, full_name};
use super::{Likeness, Spec, no_headers, some_value};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Note, NoteKind, Reading, Sample, SourcePassword, SourceUser, text};

/// Auth0.
pub const SPEC: Spec = Spec {
    name: "auth0",
    title: "Auth0",
    about: "Auth0: its exports with and without hashes, its Management API, and the files of its bulk import",
    looks_like,
    headers: no_headers,
    read,
};

/// Fields of a user of Auth0 beside `user_id`.
const OF_A_USER: &[&str] = &[
    "identities",
    "app_metadata",
    "user_metadata",
    "logins_count",
    "last_ip",
    "nickname",
    "email_verified",
    "last_login",
];
/// Fields of the file with hashes beside `_id`.
const OF_A_HASH: &[&str] = &["passwordHash", "password_set_date", "tenant", "connection", "_tmp_is_unique"];
/// Names of the columns of an export with default fields, beside `Id`.
const OF_AN_EXPORT: &[&str] = &["Email Verified", "Given Name", "Family Name", "Nickname"];

/// Fields that say nothing about the user: where Auth0 keeps them, and counters.
const INTERNAL: &[&str] = &[
    "tenant",
    "connection",
    "_tmp_is_unique",
    "__v",
    "version",
    "clientID",
    "global_client_id",
    "logins_count",
    "last_ip",
    "email_lower",
    "multifactor_last_modified",
    "identities[0].connection",
    "identities[0].provider",
    "identities[0].user_id",
    "identities[0].isSocial",
];

/// Providers that are Auth0 itself: its databases, and sign-ins by a code.
const OWN_PROVIDERS: [&str; 3] = ["auth0", "email", "sms"];
/// Where Auth0 makes the picture of a user who has none.
const MADE_PICTURES: [&str; 2] = ["gravatar.com/avatar/", "cdn.auth0.com/avatars/"];

fn looks_like(sample: &Sample) -> Likeness {
    let has_oid = sample.count(&["_id", "_ID"]) > 0;
    let is_hash_file = sample.has("_ID") && sample.has("passwordHash") || has_oid && sample.count(OF_A_HASH) > 1;
    let is_export = sample.has("Id") && sample.count(OF_AN_EXPORT) > 1;
    // The bulk import takes users without an id. Supabase's API has these fields beside an id.
    let is_import = sample.has("email") && !sample.has("id") && sample.count(&["app_metadata", "user_metadata"]) > 0;
    let has_provider = || ID.iter().any(|name| some_value(sample, name, is_id_of_auth0));
    if sample.has("custom_password_hash") || is_hash_file || is_export || is_import || has_provider() {
        Likeness::Certain
    } else if sample.has("user_id") && sample.count(OF_A_USER) > 0
        || sample.has_all(&["email", "email_verified"]) && sample.count(&["password_hash", "blocked"]) > 0
        || has_oid && sample.has("passwordHash")
    {
        Likeness::Possible
    } else {
        Likeness::No
    }
}

/// What exports call the id. The file with hashes has it without the provider.
const ID: &[&str] = &["user_id", "Id", "id"];

/// `auth0|5f7c8ec7`, in CSV with an apostrophe before it.
fn is_id_of_auth0(id: &str) -> bool {
    let provider = id.trim_start_matches('\'').split_once('|').map_or("", |(provider, _)| provider);
    !provider.is_empty() && provider.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    unescape(&mut user);
    user.ignore(INTERNAL);
    let id = take_id(&mut user)?;
    let email = user.text(&["email", "Email"])?;
    let providers = providers(&mut user, &id)?;
    let is_linked = providers.iter().any(|provider| !OWN_PROVIDERS.contains(&provider.as_str()));
    let mut losses: Vec<&'static str> = is_linked.then_some(IDENTITIES).into_iter().collect();
    if has_factors(&mut user) {
        losses.push(FACTORS);
    }
    let password = password(&mut user)?;
    let grants = grants(&mut user)?;
    let given = full_name([user.text(&["given_name", "Given Name"])?, user.text(&["family_name", "Family Name"])?]);
    // Auth0 exports the email as the name of a user without one.
    let name = user.text(&["name", "Name"])?.filter(|name| Some(name) != email.as_ref()).unwrap_or(given);
    ignore_what_auth0_makes(&mut user, email.as_deref());
    Ok(Reading::User(Box::new(SourceUser {
        notes: note(&providers, password.is_some()).into_iter().collect(),
        source_id: id,
        username: user.text(&["username", "Username"])?,
        name,
        email,
        phone: user.text(&["phone_number"])?,
        password,
        password_updated_at: user.when(&["password_set_date", "last_password_reset"])?,
        is_blocked: user.flag(&["blocked"])? == Some(true),
        email_verified: user.flag(&["email_verified", "Email Verified"])? == Some(true),
        phone_verified: user.flag(&["phone_verified"])? == Some(true),
        roles: grants.roles,
        groups: grants.groups,
        claims: grants.claims,
        prefs: user.raw_object(&["user_metadata"])?,
        created_at: user.when(&["created_at", "Created At"])?,
        updated_at: user.when(&["updated_at", "Updated At"])?,
        accessed_at: user.when(&["last_login", "Last Login"])?,
        losses,
        left: user,
        ..SourceUser::default()
    })))
}

/// Removes the apostrophe that Auth0 writes before each text of a CSV file (source: "Bulk User Exports"). Only of files that have it:
/// there, the id and the email have one.
fn unescape(user: &mut Fields) {
    const MARKED: [&str; 5] = ["user_id", "Id", "id", "email", "Email"];
    let mut cells = MARKED.iter().filter_map(|name| user.cell(name)).filter(|cell| !cell.is_empty()).peekable();
    if cells.peek().is_some() && cells.all(|cell| cell.starts_with('\'')) {
        user.edit_cells(|cell| cell.strip_prefix('\'').unwrap_or(cell).to_owned());
    }
}

/// The id with its provider: `auth0|5f7c8ec7`. The file with hashes has the id of the database, without the `auth0|` with which Auth0
/// shows it elsewhere.
fn take_id(user: &mut Fields) -> Result<String, String> {
    let oid = user.value(&["_id", "_ID"]).unwrap_or_default();
    let oid = text(&oid, &["$oid"]).or_else(|| oid.as_str().map(str::to_owned));
    let oid = oid.map(|oid| if is_id_of_auth0(&oid) { oid } else { format!("auth0|{oid}") });
    Ok(user.text(ID)?.or(oid).unwrap_or_default())
}

/// The providers through which the user signs in: by the list of identities and, in files without it, by the id.
fn providers(user: &mut Fields, id: &str) -> Result<Vec<String>, String> {
    let mut providers: Vec<String> = id.split_once('|').map(|(provider, _)| provider.to_owned()).into_iter().collect();
    for mut identity in user.objects(&["identities"])? {
        providers.extend(identity.text(&["provider"])?);
    }
    Ok(providers)
}

fn has_factors(user: &mut Fields) -> bool {
    let mut has_some = false;
    for list in ["multifactor", "mfa_factors", "guardian_enrollments", "guardian_authenticators", "authenticators"] {
        has_some |= user.value(&[list]).is_some();
    }
    has_some
}

fn password(user: &mut Fields) -> Result<Option<SourcePassword>, String> {
    let hash = user.text(&["passwordHash", "password_hash"])?;
    let custom_hash = user.value(&["custom_password_hash"]);
    Ok(hash.map(|hash| known(&hash)).or_else(|| custom_hash.map(custom)))
}

/// A user of a database has a password, which most exports do not have.
fn note(providers: &[String], has_password: bool) -> Option<Note> {
    let text = "the user has a password, and the file has no hash of it: import it with the file of hashes from Auth0's support";
    let is_of_a_database = providers.iter().any(|provider| provider == "auth0");
    (is_of_a_database && !has_password).then(|| Note::loss(NoteKind::Password, text))
}

/// Takes roles, groups and permissions from `app_metadata`, also where Auth0's authorization extension puts them. The rest stays.
fn grants(user: &mut Fields) -> Result<Grants, String> {
    let Some(mut metadata) = user.object(&["app_metadata"])? else { return Ok(Grants::default()) };
    let mut grants = Grants::take(&mut metadata);
    if let Some(mut authorization) = metadata.object(&["authorization"])? {
        grants.add(Grants::take(&mut authorization));
        user.absorb("app_metadata.authorization.", authorization)?;
    }
    user.absorb("app_metadata.", metadata)?;
    Ok(grants)
}

/// Of a user who gave neither, Auth0 makes the nickname of the email or the user name, and the picture of the email or the initials.
fn ignore_what_auth0_makes(user: &mut Fields, email: Option<&str>) {
    let local_part = email.and_then(|email| email.split_once('@')).map(|(local_part, _)| local_part.to_owned());
    let made = [local_part, user.peek_text(&["username", "Username"])];
    for field in ["nickname", "Nickname"] {
        let nickname = user.peek_text(&[field]);
        if nickname.is_some() && made.contains(&nickname) {
            user.ignore(&[field]);
        }
    }
    if user.peek_text(&["picture"]).is_some_and(|url| MADE_PICTURES.iter().any(|made| url.contains(made))) {
        user.ignore(&["picture"]);
    }
}
