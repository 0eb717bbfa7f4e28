//! `/v1/account/identities`: the accounts at providers of the user who calls.

use crate::outside::Outside;
use axum::Extension;
use axum::extract::State;
use roster_api::{App, FromParams, Params, Refusal, SignedInUser, Valid, View, WithTotal, queries};
use roster_core::{IdentityId, ListIdentities, Result};
use roster_sign_in::shown_identities;

/// GET /v1/account/identities
pub(crate) async fn list(
    State(app): State<App>,
    Extension(outside): Extension<Outside>,
    member: SignedInUser,
    Valid(Own(list)): Valid<Own>,
) -> Result<View, Refusal> {
    let project = member.caller.project_id();
    let list = ListIdentities { chance: app.random()? as u64, ..list };
    let found = app.store.identities_of(project, &member.user.id, &list).await?;
    Ok(View::identities(shown_identities(&outside.keyring, project, found).await?))
}

/// The identities to list.
pub(crate) struct Own(ListIdentities);

impl FromParams for Own {
    fn from_params(params: &Params) -> Result<Self> {
        let queries = params.optional("queries", queries::identities)?.unwrap_or_default();
        let WithTotal(with_total) = WithTotal::from_params(params)?;
        Ok(Self(ListIdentities { queries, with_total, ..ListIdentities::default() }))
    }
}

/// DELETE /v1/account/identities/{identityId}
pub(crate) async fn delete(
    State(app): State<App>,
    member: SignedInUser,
    Valid(One(id)): Valid<One>,
) -> Result<View, Refusal> {
    let change = member.caller.change()?;
    app.store.delete_identity(member.caller.project_id(), Some(&member.user.id), &id, &change).await?;
    Ok(View::done())
}

/// An identity.
pub(crate) struct One(IdentityId);

impl FromParams for One {
    fn from_params(params: &Params) -> Result<Self> {
        params.path("identityId", IdentityId::parse).map(Self)
    }
}
