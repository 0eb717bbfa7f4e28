//! `/v1/teams`: listing, searching, creating.

use axum::extract::State;
use roster_api::{
    App, AuthedCaller, FromParams, Params, Refusal, Valid, View, WithTotal, direction, list as each, number, order,
    queries, text,
};
use roster_core::{
    Founder, Invalid, Limit, ListTeams, Listing, MembershipId, Name, NewTeamId, Offset, Queries, Result, Roles,
    SearchTerm, Team, TeamId,
};

/// GET /v1/teams
pub(crate) async fn list_teams(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(TeamQueries { query, queries, with_total, is_v1 }): Valid<TeamQueries>,
) -> Result<View, Refusal> {
    let listed = list(&app, &caller, &query).await?;
    let Listing { total, items } = match queries {
        None => listed,
        Some(queries) => queries.apply(listed.into_all()?, "Team", app.random()? as u64)?,
    };
    // 0.15 does not show preferences.
    let items = if is_v1 { app.store.with_prefs(caller.project_id(), items).await? } else { items };
    Ok(View::teams(Listing { total: if with_total { total } else { 0 }, items }))
}

async fn list(app: &App, caller: &AuthedCaller, query: &ListTeams) -> Result<Listing<Team>> {
    match caller.signed_in() {
        Some(signed_in) => app.store.list_teams_of(caller.project_id(), &signed_in.user.id, query).await,
        None => app.store.list_teams(caller.project_id(), query).await,
    }
}

/// The part of the list to read, and the filters and orders to apply.
pub(crate) struct TeamQueries {
    query: ListTeams,
    /// Filters and orders; they need the whole list.
    queries: Option<Queries>,
    with_total: bool,
    is_v1: bool,
}

impl FromParams for TeamQueries {
    fn from_params(params: &Params) -> Result<Self> {
        if params.is_v1() {
            return Self::of_v1(params);
        }
        let query = ListTeams {
            search: params.optional("search", text(term, Invalid::Text(SearchTerm::MAX_CHARS)))?,
            limit: params.optional("limit", number(Limit::new, Limit::MAX))?.unwrap_or_default(),
            offset: params.optional("offset", number(Offset::new, Offset::MAX))?.unwrap_or_default(),
            cursor: params.optional("cursor", text(TeamId::parse, Invalid::Id))?,
            direction: params.optional("cursorDirection", direction)?.unwrap_or_default(),
            order: params.optional("orderType", order)?.unwrap_or_default(),
        };
        Ok(Self { query, queries: None, with_total: true, is_v1: false })
    }
}

impl TeamQueries {
    fn of_v1(params: &Params) -> Result<Self> {
        let queries = params.optional("queries", queries::teams)?.unwrap_or_default();
        let search = params.optional("search", text(term, Invalid::Text(SearchTerm::MAX_CHARS)))?;
        let WithTotal(with_total) = WithTotal::from_params(params)?;
        if !queries.are_of_pages() {
            let query = ListTeams { search, limit: Limit::whole(), ..ListTeams::default() };
            return Ok(Self { query, queries: Some(queries), with_total, is_v1: true });
        }
        let page = queries.page("queries", TeamId::parse)?;
        let (limit, offset, order) = (page.limit, page.offset, page.order);
        let query = ListTeams { search, limit, offset, cursor: page.cursor, direction: page.direction, order };
        Ok(Self { query, queries: None, with_total, is_v1: true })
    }
}

fn term(text: &str) -> Result<String, Invalid> {
    SearchTerm::parse(text).map(|_| text.to_owned())
}

/// POST /v1/teams
///
/// A user who creates a team is its first member, in 1.x always as an owner (source:
/// docs/reference/appwrite/teams.md#teams-and-their-owners).
pub(crate) async fn create_team(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(new): Valid<CreateTeam>,
) -> Result<View, Refusal> {
    let change = caller.change()?;
    let id = new.id.resolve(change.at, app.random()? as u64);
    let membership = MembershipId::generate(change.at, app.random()? as u64);
    let founder =
        caller.signed_in().map(|signed_in| Founder { user: signed_in.user.id.clone(), roles: new.roles, membership });
    Ok(View::new_team(app.store.create_team(caller.project_id(), &id, &new.name, founder.as_ref(), &change).await?))
}

pub(crate) struct CreateTeam {
    id: NewTeamId,
    name: Name,
    roles: Roles,
}

impl FromParams for CreateTeam {
    fn from_params(params: &Params) -> Result<Self> {
        let id = if params.ids_are_made() {
            NewTeamId::Unique
        } else {
            params.required("teamId", text(NewTeamId::parse, Invalid::CustomId))?
        };
        let name = params.required("name", text(Name::parse, Invalid::Text(Name::MAX_CHARS)))?;
        let roles = params.optional("roles", each(Roles::parse, Invalid::Roles(Roles::MAX_CHARS)))?;
        let roles = roles.unwrap_or_else(Roles::owner);
        Ok(Self { id, name, roles: if params.is_v1() { roles.with_owner() } else { roles } })
    }
}
