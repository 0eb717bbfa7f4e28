//! `/v1/users/{userId}/labels` and `.../impersonator`: labels, and the right to act as another user.

use axum::extract::State;
use roster_api::{App, AuthedCaller, FromParams, Params, Refusal, Valid, View, list, loose_bool};
use roster_core::{Invalid, Labels, Result, UserId};

/// PUT /v1/users/{userId}/labels
pub(crate) async fn update_labels(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(UpdateLabels { id, labels }): Valid<UpdateLabels>,
) -> Result<View, Refusal> {
    Ok(View::user(app.store.update_labels(caller.project_id(), &id, labels, &caller.change()?).await?))
}

pub(crate) struct UpdateLabels {
    id: UserId,
    labels: Labels,
}

impl FromParams for UpdateLabels {
    fn from_params(params: &Params) -> Result<Self> {
        let id = params.path("userId", UserId::parse)?;
        Ok(Self { id, labels: params.required("labels", list(Labels::parse, Invalid::Labels))? })
    }
}

/// PATCH /v1/users/{userId}/impersonator
pub(crate) async fn update_impersonator(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(UpdateImpersonator { id, impersonator }): Valid<UpdateImpersonator>,
) -> Result<View, Refusal> {
    Ok(View::user(app.store.update_impersonator(caller.project_id(), &id, impersonator, &caller.change()?).await?))
}

pub(crate) struct UpdateImpersonator {
    id: UserId,
    impersonator: bool,
}

impl FromParams for UpdateImpersonator {
    fn from_params(params: &Params) -> Result<Self> {
        let id = params.path("userId", UserId::parse)?;
        Ok(Self { id, impersonator: params.required("impersonator", loose_bool)? })
    }
}
