//! `/v1/account/identities`: the user's accounts at other providers. None exist as long as nobody can sign in with another
//! provider; the routes exist because SDKs call them.

use roster_api::{FromParams, Params, Refusal, SignedInUser, Valid, View, WithTotal, queries};
use roster_core::{Error, IdentityId, Queries, Result};

/// The name of an entry in the error of an unknown cursor.
const IDENTITY: &str = "Identity";

/// GET /v1/account/identities
pub(crate) async fn list_identities(
    _: SignedInUser,
    Valid(ListIdentities(queries)): Valid<ListIdentities>,
) -> Result<View, Refusal> {
    match queries.cursor {
        Some(cursor) => Err(Error::EntryCursorNotFound(IDENTITY, cursor.id).into()),
        None => Ok(View::no_identities()),
    }
}

/// The parameters are checked, although the list is always empty.
pub(crate) struct ListIdentities(Queries);

impl FromParams for ListIdentities {
    fn from_params(params: &Params) -> Result<Self> {
        let queries = params.optional("queries", queries::identities)?.unwrap_or_default();
        WithTotal::from_params(params)?;
        Ok(Self(queries))
    }
}

/// DELETE /v1/account/identities/{identityId}
pub(crate) async fn delete_identity(_: SignedInUser, Valid(OneIdentity): Valid<OneIdentity>) -> Refusal {
    Error::IdentityNotFound.into()
}

/// An identity; none exists yet.
pub(crate) struct OneIdentity;

impl FromParams for OneIdentity {
    fn from_params(params: &Params) -> Result<Self> {
        params.path("identityId", IdentityId::parse).map(|_| Self)
    }
}
