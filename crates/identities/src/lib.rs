//! The function `identities`: `/v1/users/identities`, the accounts of users at providers, for servers.

use axum::Extension;
use axum::extract::State;
use axum::routing::{delete, get};
use roster_api::{
    App, AuthedCaller, FromParams, Group, Params, Policy, Refusal, UncheckedReader, Valid, View, WithTotal, queries,
    text,
};
use roster_core::{IdentityId, Invalid, ListIdentities, Result, SearchTerm};
use roster_keyring::Keyring;
use roster_sign_in::shown_identities;

/// The routes of this function, which decrypts the tokens of providers with this key.
#[must_use]
pub fn routes(keyring: &Keyring) -> Group {
    Group::new(Policy::Users)
        .with(keyring.clone())
        .route("/v1/users/identities", get(list_identities))
        .route("/v1/users/identities/{identityId}", delete(delete_identity))
}

/// GET /v1/users/identities
async fn list_identities(
    State(app): State<App>,
    Extension(keyring): Extension<Keyring>,
    reader: UncheckedReader,
    Valid(Listed(list)): Valid<Listed>,
) -> Result<View, Refusal> {
    let list = ListIdentities { chance: app.random()? as u64, ..list };
    let found = app.store.list_identities(reader.project_id(), &list).await?;
    Ok(View::identities(shown_identities(&keyring, reader.project_id(), found).await?))
}

/// The identities to list.
struct Listed(ListIdentities);

impl FromParams for Listed {
    fn from_params(params: &Params) -> Result<Self> {
        let queries = params.optional("queries", queries::identities)?.unwrap_or_default();
        let search = params.optional("search", text(SearchTerm::parse, Invalid::Text(SearchTerm::MAX_CHARS)))?;
        let WithTotal(with_total) = WithTotal::from_params(params)?;
        Ok(Self(ListIdentities { queries, search, with_total, ..ListIdentities::default() }))
    }
}

/// DELETE /v1/users/identities/{identityId}
async fn delete_identity(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(One(id)): Valid<One>,
) -> Result<View, Refusal> {
    app.store.delete_identity(caller.project_id(), None, &id, &caller.change()?).await?;
    Ok(View::done())
}

/// An identity.
struct One(IdentityId);

impl FromParams for One {
    fn from_params(params: &Params) -> Result<Self> {
        params.path("identityId", IdentityId::parse).map(Self)
    }
}
