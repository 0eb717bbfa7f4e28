//! Microsoft Entra ID and Azure AD B2C: users as Microsoft Graph lists them (`{"value":[…]}`), and the CSV that the portal downloads.
//! Neither has hashes. A `userPrincipalName` is a user name in the form of an email.

use crate::users::formats::person::{IDENTITIES, full_name};
use crate::users::formats::sign_in::SignIn;
use crate::users::formats::{Likeness, Spec, no_headers};
use crate::users::import::options::ReadOptions;
use crate::users::source::{Fields, Reading, Sample, SourceUser};

/// Microsoft Entra ID.
pub const SPEC: Spec = Spec {
    name: "entra",
    title: "Microsoft Entra ID",
    about: "Microsoft Entra ID, Azure AD B2C: users of Microsoft Graph as JSON, and the portal's CSV; neither has hashes",
    looks_like,
    headers: no_headers,
    read,
};

/// Fields of the directory that say nothing about a user.
const INTERNAL: &[&str] = &[
    "@odata.type",
    "@odata.id",
    "userType",
    "creationType",
    "directorySynced",
    "identityIssuer",
    "securityIdentifier",
    "passwordPolicies",
    "passwordProfile",
    "signInSessionsValidFromDateTime",
    "refreshTokensValidFromDateTime",
    "externalUserStateChangeDateTime",
    "mailNickname",
    "proxyAddresses",
    "provisionedPlans",
    "assignedPlans",
    "deviceKeys",
    "infoCatalogs",
    "isResourceAccount",
];

fn looks_like(sample: &Sample) -> Likeness {
    if sample.has("userPrincipalName") { Likeness::Certain } else { Likeness::No }
}

fn read(mut user: Fields, _: &ReadOptions) -> Result<Reading, String> {
    if user.when(&["deletedDateTime"])?.is_some() {
        return Ok(Reading::Skip("the user was deleted".to_owned()));
    }
    let mut losses = Vec::new();
    let identities = Identities::take(&mut user)?;
    if identities.has_others {
        losses.push(IDENTITIES);
    }
    let mail = user.text(&["mail"])?;
    let other = user.texts(&["otherMails", "alternateEmailAddress"]);
    if other.len() > usize::from(mail.is_none()) {
        losses.push("further emails");
    }
    let email = identities.email.or(mail).or_else(|| other.into_iter().next());
    let principal = user.text(&["userPrincipalName"])?;
    let principal = principal.filter(|name| identities.username.is_none() && !is_made(name));
    let sign_in = match principal {
        // The domain that every directory has. It has no mailboxes unless somebody bought them.
        Some(name) if name.ends_with(".onmicrosoft.com") => SignIn { email, username: Some(name), note: None },
        principal => SignIn::of(identities.username.or(principal), email),
    };
    let created_at = user.when(&["createdDateTime"])?;
    user.ignore(INTERNAL);
    let name = full_name([user.text(&["givenName"])?, user.text(&["surname"])?]);
    Ok(Reading::User(Box::new(SourceUser {
        source_id: user.text(&["id", "objectId", "Id"])?.unwrap_or_default(),
        username: sign_in.username,
        name: user.text(&["displayName"])?.filter(|name| name != "unknown").unwrap_or(name),
        email: sign_in.email,
        phone: identities.phone,
        is_blocked: user.flag(&["accountEnabled"])? == Some(false),
        password_updated_at: user.when(&["lastPasswordChangeDateTime"])?,
        created_at,
        losses,
        notes: sign_in.note.into_iter().collect(),
        left: user,
        ..SourceUser::default()
    })))
}

/// A name that B2C makes from the object id (`GUID@tenant.onmicrosoft.com`), or that Entra makes for a guest (`…#EXT#@…`). Nobody
/// types it.
fn is_made(principal: &str) -> bool {
    let name = principal.split('@').next().unwrap_or_default();
    let is_guid = name.len() == 36 && name.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    is_guid || name.contains("#EXT#")
}

/// What the user signs in with.
/// Source: the resource type `objectIdentity` of Microsoft Graph.
#[derive(Default)]
struct Identities {
    email: Option<String>,
    username: Option<String>,
    phone: Option<String>,
    has_others: bool,
}

impl Identities {
    fn take(user: &mut Fields) -> Result<Self, String> {
        let mut found = Self::default();
        for mut identity in user.objects(&["identities"])? {
            let id = identity.text(&["issuerAssignedId"])?;
            match identity.text(&["signInType"])?.as_deref() {
                Some("emailAddress") => found.email = found.email.or(id),
                Some("userName") => found.username = found.username.or(id),
                Some("phoneNumber") => found.phone = found.phone.or(id),
                Some("userPrincipalName") | None => {}
                Some(_) => found.has_others = true,
            }
        }
        Ok(found)
    }
}
