//! The function `identities`: `/v1/users/identities`, the accounts of users at other providers. None exist as long as
//! nobody can sign in with another provider; the routes exist because SDKs call them.

use axum::routing::{delete, get};
use roster_api::{
    AuthedCaller, FromParams, Group, Params, Policy, Refusal, UncheckedReader, Valid, View, WithTotal, queries, text,
};
use roster_core::{Error, IdentityId, Invalid, Result, SearchTerm};

/// The routes of this function.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Users)
        .route("/v1/users/identities", get(list_identities))
        .route("/v1/users/identities/{identityId}", delete(delete_identity))
}

/// GET /v1/users/identities
async fn list_identities(_: UncheckedReader, Valid(ListIdentities): Valid<ListIdentities>) -> View {
    View::no_identities()
}

/// The parameters are checked, although the list is always empty.
struct ListIdentities;

impl FromParams for ListIdentities {
    fn from_params(params: &Params) -> Result<Self> {
        params.optional("queries", queries::identities)?;
        params.optional("search", text(SearchTerm::parse, Invalid::Text(SearchTerm::MAX_CHARS)))?;
        WithTotal::from_params(params)?;
        Ok(Self)
    }
}

/// DELETE /v1/users/identities/{identityId}
async fn delete_identity(_: AuthedCaller, Valid(OneIdentity): Valid<OneIdentity>) -> Refusal {
    Error::IdentityNotFound.into()
}

/// An identity; none exists yet.
struct OneIdentity;

impl FromParams for OneIdentity {
    fn from_params(params: &Params) -> Result<Self> {
        params.path("identityId", IdentityId::parse).map(|_| Self)
    }
}
