//! `/v1/teams/{teamId}/prefs`: members read, owners write.

use axum::extract::State;
use roster_api::{App, AuthedCaller, FromParams, Params, Refusal, Valid, Value, View};
use roster_core::{Prefs, Result, TeamId};

/// GET /v1/teams/{teamId}/prefs
pub(crate) async fn get_prefs(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(OneTeam(team)): Valid<OneTeam>,
) -> Result<View, Refusal> {
    caller.ensure_member(&team).await?;
    let team = app.store.get_team(caller.project_id(), &team).await?;
    Ok(View::prefs(team.prefs.known().cloned().unwrap_or_default()))
}

pub(crate) struct OneTeam(TeamId);

impl FromParams for OneTeam {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self(params.path("teamId", TeamId::parse)?))
    }
}

/// PUT /v1/teams/{teamId}/prefs
pub(crate) async fn update_prefs(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(UpdatePrefs { team, prefs }): Valid<UpdatePrefs>,
) -> Result<View, Refusal> {
    caller.ensure_owner(&team).await?;
    app.store.update_team_prefs(caller.project_id(), &team, &prefs, &caller.change()?).await?;
    Ok(View::prefs(prefs))
}

pub(crate) struct UpdatePrefs {
    team: TeamId,
    prefs: Prefs,
}

impl FromParams for UpdatePrefs {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self { team: params.path("teamId", TeamId::parse)?, prefs: params.required("prefs", Value::to_prefs)? })
    }
}
