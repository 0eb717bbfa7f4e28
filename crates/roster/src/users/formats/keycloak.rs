//! Keycloak: exports of realms with their users (versions 1 to 26), files written for its import, and the users of its admin API.
//!
//! Field names are those of `UserRepresentation` and `CredentialRepresentation` of Keycloak (source: keycloak/keycloak,
//! core/src/main/java/org/keycloak/representations/idm, and the documentation of its REST API of versions 4, 11 and 26).

mod credential;

use self::credential::Credentials;
use super::person::{FACTORS, IDENTITIES, contact_phone, full_name};
use super::sign_in::SignIn;
use super::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Container, Fields, Note, NoteKind, Reading, Sample, SourceUser};

/// Keycloak.
pub const SPEC: Spec = Spec {
    name: "keycloak",
    title: "Keycloak",
    about: "Keycloak: exports of realms with their users, and the users of its admin API",
    looks_like,
    headers: no_headers,
    read,
};

/// Fields that say nothing about the user: what the caller may do with them, when tokens become invalid, and what follows from others.
const INTERNAL: &[&str] =
    &["access", "notBefore", "disableableCredentialTypes", "self", "origin", "userProfileMetadata", "membershipType"];

/// Roles that every user of a realm has.
const ROLES_OF_ALL: [&str; 2] = ["offline_access", "uma_authorization"];
/// The client with which users manage their own account: every user has its roles.
const CLIENT_OF_ALL: &str = "account";

fn looks_like(sample: &Sample) -> Likeness {
    let is_realm = match &sample.container {
        Container::Object { beside, .. } | Container::Lists { beside, .. } => beside.iter().any(|name| name == "realm"),
        _ => false,
    };
    let of_users =
        ["credentials", "createdTimestamp", "requiredActions", "realmRoles", "clientRoles", "federationLink"];
    if is_realm || sample.has("username") && sample.count(&of_users) > 0 {
        Likeness::Certain
    } else if sample.has("username") && sample.count(&["enabled", "firstName", "emailVerified"]) > 0 {
        Likeness::Possible
    } else {
        Likeness::No
    }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    let username = user.text(&["username"])?;
    let client = user.value(&["serviceAccountClientId", "serviceAccountClientLink"]);
    if client.is_some() || username.as_ref().is_some_and(|name| name.starts_with("service-account-")) {
        return Ok(Reading::Skip("a service account of a client, not a person".to_owned()));
    }
    let is_of_the_api = user.has("access") && !user.has("credentials");
    user.ignore(INTERNAL);
    let credentials = Credentials::take(&mut user)?;
    let mut notes = notes(&mut user, &credentials, is_of_the_api);
    let SignIn { email, username, note } = SignIn::of(username, user.text(&["email"])?);
    // The flag is about the email that the user does not have.
    let email_verified = user.flag(&["emailVerified"])? == Some(true) && note.is_none();
    notes.extend(note);
    let has_factors = user.flag(&["totp"])? == Some(true) || credentials.has_factors;
    let mut losses = Vec::new();
    if user.value(&["federatedIdentities"]).is_some() | user.value(&["socialLinks"]).is_some() {
        losses.push(IDENTITIES);
    }
    if has_factors {
        losses.push(FACTORS);
    }
    losses.extend(credentials.has_others.then_some("credentials of other kinds"));
    let (phone, phone_verified) = take_phone(&mut user)?;
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id"])?.unwrap_or_default(),
        username,
        email,
        phone,
        phone_verified,
        name: full_name([user.text(&["firstName"])?, user.text(&["lastName"])?]),
        password: credentials.password,
        password_updated_at: credentials.password_updated_at,
        is_blocked: user.flag(&["enabled"])? == Some(false),
        email_verified,
        roles: roles(&mut user)?,
        groups: groups(&mut user),
        created_at: user.when(&["createdTimestamp"])?,
        losses,
        notes,
        left: user,
        ..SourceUser::default()
    })))
}

/// What is to be said of the password.
fn notes(user: &mut Fields, credentials: &Credentials, is_of_the_api: bool) -> Vec<Note> {
    let is_linked = user.value(&["federationLink"]).is_some();
    let mut texts = Vec::new();
    if credentials.password.is_none() && is_linked {
        texts.push("the password is in the directory that Keycloak asked (federationLink)");
    } else if credentials.password.is_none() && is_of_the_api {
        texts.push("the admin API gives no hashes: export the realm with its users");
    }
    if credentials.is_temporary {
        texts.push("the password was to be changed at the next sign-in (temporary): nothing here asks for that");
    }
    texts.into_iter().map(|text| Note::loss(NoteKind::Password, text)).collect()
}

/// Takes the phone, which Keycloak has only in attributes: their names are those of its OpenID Connect mapper and of common extensions.
/// Other attributes stay, each with its name.
fn take_phone(user: &mut Fields) -> Result<(Option<String>, bool), String> {
    user.flatten(&["attributes"])?;
    let names: Vec<String> = user.names().filter(|name| name.starts_with("attributes.")).map(str::to_owned).collect();
    for name in names {
        user.unwrap_list(&name);
    }
    let phone = contact_phone(user, &["attributes.phoneNumber", "attributes.phone_number", "attributes.phone"]);
    let verified = user.flag(&["attributes.phoneNumberVerified", "attributes.phone_number_verified"])?;
    Ok((phone, verified == Some(true)))
}

fn roles(user: &mut Fields) -> Result<Vec<String>, String> {
    let is_own = |role: &String| !role.starts_with("default-roles-") && !ROLES_OF_ALL.contains(&role.as_str());
    let mut roles: Vec<String> = user.texts(&["realmRoles"]).into_iter().filter(is_own).collect();
    // Keycloak 1 calls clients applications.
    for field in ["clientRoles", "applicationRoles"] {
        let mut clients = user.object(&[field])?.unwrap_or_default();
        let names: Vec<String> = clients.names().filter(|name| *name != CLIENT_OF_ALL).map(str::to_owned).collect();
        for name in names {
            roles.extend(clients.texts(&[&name]).iter().map(|role| format!("{name}:{role}")));
        }
    }
    Ok(roles)
}

/// Groups are paths: `/staff/north`.
fn groups(user: &mut Fields) -> Vec<String> {
    user.texts(&["groups"]).iter().map(|path| path.trim_start_matches('/').to_owned()).collect()
}
