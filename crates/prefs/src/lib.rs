//! The function `prefs`: `/v1/users/{userId}/prefs` and `/v1/teams/{teamId}/prefs`.

mod team;

use axum::extract::State;
use axum::routing::get;
use roster_api::{
    App, AuthedCaller, FromParams, Group, OneUser, Params, Policy, Refusal, UncheckedReader, Valid, Value, View,
};
use roster_core::{Prefs, Result, UserId};

/// The routes of this function.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Users).route("/v1/users/{userId}/prefs", get(get_prefs).patch(update_prefs)).route_for(
        Policy::Teams,
        "/v1/teams/{teamId}/prefs",
        get(team::get_prefs).put(team::update_prefs),
    )
}

/// GET /v1/users/{userId}/prefs
async fn get_prefs(
    State(app): State<App>,
    reader: UncheckedReader,
    Valid(OneUser(id)): Valid<OneUser>,
) -> Result<View, Refusal> {
    Ok(View::prefs(app.store.get_user(reader.project_id(), &id).await?.prefs))
}

/// PATCH /v1/users/{userId}/prefs
async fn update_prefs(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(UpdatePrefs { id, prefs }): Valid<UpdatePrefs>,
) -> Result<View, Refusal> {
    Ok(View::prefs(app.store.update_prefs(caller.project_id(), &id, prefs, &caller.change()?).await?.prefs))
}

struct UpdatePrefs {
    id: UserId,
    prefs: Prefs,
}

impl FromParams for UpdatePrefs {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self { id: params.path("userId", UserId::parse)?, prefs: params.required("prefs", Value::to_prefs)? })
    }
}
