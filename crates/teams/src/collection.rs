//! `/v1/teams`: listing, searching, creating.

use axum::extract::State;
use roster_api::{App, Caller, FromParams, Params, Refusal, Valid, View, direction, list, number, order, text};
use roster_core::{
    Founder, Invalid, Limit, ListTeams, MembershipId, Name, NewTeamId, Offset, Result, Roles, SearchTerm, TeamId,
};

/// GET /v1/teams
pub(crate) async fn list_teams(
    State(app): State<App>,
    caller: Caller,
    Valid(Query(query)): Valid<Query>,
) -> Result<View, Refusal> {
    let project = caller.project_id();
    Ok(View::Teams(match caller.signed_in() {
        Some(signed_in) => app.store.list_teams_of(project, &signed_in.user.id, &query).await?,
        None => app.store.list_teams(project, &query).await?,
    }))
}

pub(crate) struct Query(ListTeams);

impl FromParams for Query {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self(ListTeams {
            search: params.optional("search", text(term, Invalid::Text(SearchTerm::MAX_CHARS)))?,
            limit: params.optional("limit", number(Limit::new, Limit::MAX))?.unwrap_or_default(),
            offset: params.optional("offset", number(Offset::new, Offset::MAX))?.unwrap_or_default(),
            cursor: params.optional("cursor", text(TeamId::parse, Invalid::Id))?,
            direction: params.optional("cursorDirection", direction)?.unwrap_or_default(),
            order: params.optional("orderType", order)?.unwrap_or_default(),
        }))
    }
}

fn term(text: &str) -> Result<String, Invalid> {
    SearchTerm::parse(text).map(|_| text.to_owned())
}

/// POST /v1/teams
///
/// A user who creates a team is its first member.
pub(crate) async fn create_team(
    State(app): State<App>,
    caller: Caller,
    Valid(new): Valid<CreateTeam>,
) -> Result<View, Refusal> {
    let change = caller.change()?;
    let id = new.id.resolve(change.at, app.random()? as u64);
    let membership = MembershipId::generate(change.at, app.random()? as u64);
    let founder =
        caller.signed_in().map(|signed_in| Founder { user: signed_in.user.id.clone(), roles: new.roles, membership });
    Ok(View::NewTeam(app.store.create_team(caller.project_id(), &id, &new.name, founder.as_ref(), &change).await?))
}

pub(crate) struct CreateTeam {
    id: NewTeamId,
    name: Name,
    roles: Roles,
}

impl FromParams for CreateTeam {
    fn from_params(params: &Params) -> Result<Self> {
        let roles = list(Roles::parse, Invalid::Roles(Roles::MOST));
        Ok(Self {
            id: params.required("teamId", text(NewTeamId::parse, Invalid::CustomId))?,
            name: params.required("name", text(Name::parse, Invalid::Text(Name::MAX_CHARS)))?,
            roles: params.optional("roles", roles)?.unwrap_or_else(Roles::owner),
        })
    }
}
