//! Microsoft (source: <https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference>).

use super::{Endpoints, Entry, Fixed, OPENID};
use crate::account::{Documents, Found, Reading, is_true, text};
use crate::options::{OptionKind, OptionRule};

/// The tenant of all personal accounts (source: the page above, claim `tid`).
pub(crate) const PERSONAL: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// The id is `oid`, as in Microsoft's own user documents: `sub` would be another one after a new registration.
pub(super) static MICROSOFT: Entry = Entry {
    id: "microsoft",
    name: "Microsoft",
    endpoints: Endpoints::Fixed(Fixed {
        authorization: "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
        token: "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
        user: None,
        id_token: Some((
            "https://login.microsoftonline.com/{tenantid}/v2.0",
            "https://login.microsoftonline.com/{tenant}/discovery/v2.0/keys",
        )),
    }),
    scopes: &["openid", "profile", "email", "offline_access"],
    options: &[OptionRule {
        name: "tenant",
        meaning: "the id or domain of a tenant, or common, organizations, consumers",
        default: Some("common"),
        is_required: false,
        kind: OptionKind::Word,
    }],
    reading: Reading::Own(read),
    ..OPENID
};

/// The email of an account in a tenant is whatever its administrator wrote, also one of somebody else's domain. It counts
/// as verified only if Microsoft says that the tenant owns the domain (`xms_edov`, an optional claim of the
/// registration), or if the account is a personal one: people prove those emails to Microsoft.
fn read(documents: &Documents<'_>) -> Found {
    let Some(claims) = documents.claims else { return Found::default() };
    let is_personal = text(claims, "/tid").as_deref() == Some(PERSONAL);
    let is_owned = is_true(&claims["xms_edov"]) || claims["xms_edov"] == 1 || claims["xms_edov"] == "1";
    Found {
        uid: text(claims, "/oid"),
        email: text(claims, "/email"),
        is_verified: is_personal || is_owned,
        name: text(claims, "/name"),
    }
}
