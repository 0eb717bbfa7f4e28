//! `/v1/teams/{teamId}`: one team.

use axum::extract::State;
use roster_api::{App, AuthedCaller, FromParams, Params, Refusal, Valid, View, text};
use roster_core::{Error, Invalid, Name, Result, TeamId};

/// GET /v1/teams/{teamId}
pub(crate) async fn get_team(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(OneTeam(id)): Valid<OneTeam>,
) -> Result<View, Refusal> {
    caller.ensure_member(&id).await?;
    Ok(View::team(app.store.get_team(caller.project_id(), &id).await?))
}

/// DELETE /v1/teams/{teamId}
pub(crate) async fn delete_team(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(OneTeam(id)): Valid<OneTeam>,
) -> Result<View, Refusal> {
    caller.ensure_owner(&id).await?;
    app.store.delete_team(caller.project_id(), &id, &caller.change()?).await?;
    Ok(View::done())
}

pub(crate) struct OneTeam(pub(crate) TeamId);

impl FromParams for OneTeam {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self(params.path("teamId", TeamId::parse)?))
    }
}

/// PUT /v1/teams/{teamId}
pub(crate) async fn update_team(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(UpdateTeam { id, name }): Valid<UpdateTeam>,
) -> Result<View, Refusal> {
    caller.ensure_owner(&id).await?;
    let renamed = app.store.update_team_name(caller.project_id(), &id, name, &caller.change()?).await?;
    let shown = app.store.with_prefs(caller.project_id(), vec![renamed]).await?.pop();
    Ok(View::team(shown.ok_or(Error::TeamNotFound)?))
}

pub(crate) struct UpdateTeam {
    id: TeamId,
    name: Name,
}

impl FromParams for UpdateTeam {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            id: params.path("teamId", TeamId::parse)?,
            name: params.required("name", text(Name::parse, Invalid::Text(Name::MAX_CHARS)))?,
        })
    }
}
