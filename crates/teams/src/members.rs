//! `/v1/teams/{teamId}/memberships`: the members of a team.

use axum::extract::State;
use roster_api::{
    App, AuthedCaller, FromParams, Params, Refusal, Valid, View, WithTotal, direction, number, order, queries, text,
};
use roster_core::{Invalid, Limit, ListMembers, Listing, MembershipId, Offset, Queries, Result, SearchTerm, TeamId};

/// GET /v1/teams/{teamId}/memberships
pub(crate) async fn list_members(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(MembersOf { team, query, queries, with_total, is_v1 }): Valid<MembersOf>,
) -> Result<View, Refusal> {
    caller.ensure_member(&team).await?;
    let query = ListMembers { viewer: caller.viewer(is_v1), ..query };
    let listed = app.store.list_members(caller.project_id(), &team, &query).await?;
    let Listing { total, items } = match queries {
        None => listed,
        Some(queries) => queries.apply(listed.into_all()?, "Membership", app.random()? as u64)?,
    };
    Ok(View::memberships(Listing { total: if with_total { total } else { 0 }, items }))
}

pub(crate) struct MembersOf {
    team: TeamId,
    query: ListMembers,
    /// Filters and orders; they need the whole list.
    queries: Option<Queries>,
    with_total: bool,
    is_v1: bool,
}

impl FromParams for MembersOf {
    fn from_params(params: &Params) -> Result<Self> {
        let team = params.path("teamId", TeamId::parse)?;
        if params.is_v1() {
            return Self::of_v1(params, team);
        }
        let query = ListMembers {
            search: params.optional("search", text(SearchTerm::parse, Invalid::Text(SearchTerm::MAX_CHARS)))?,
            limit: params.optional("limit", number(Limit::new, Limit::MAX))?.unwrap_or_default(),
            offset: params.optional("offset", number(Offset::new, Offset::MAX))?.unwrap_or_default(),
            cursor: params.optional("cursor", text(MembershipId::parse, Invalid::Id))?,
            direction: params.optional("cursorDirection", direction)?.unwrap_or_default(),
            order: params.optional("orderType", order)?.unwrap_or_default(),
            ..ListMembers::default()
        };
        Ok(Self { team, query, queries: None, with_total: true, is_v1: false })
    }
}

impl MembersOf {
    fn of_v1(params: &Params, team: TeamId) -> Result<Self> {
        let queries = params.optional("queries", queries::memberships)?.unwrap_or_default();
        let search = params.optional("search", text(SearchTerm::parse, Invalid::Text(SearchTerm::MAX_CHARS)))?;
        let WithTotal(with_total) = WithTotal::from_params(params)?;
        if !queries.are_of_pages() {
            let query = ListMembers { search, limit: Limit::whole(), ..ListMembers::default() };
            return Ok(Self { team, query, queries: Some(queries), with_total, is_v1: true });
        }
        let page = queries.page("queries", MembershipId::parse)?;
        let (limit, offset, order) = (page.limit, page.offset, page.order);
        let (cursor, direction) = (page.cursor, page.direction);
        let query = ListMembers { search, limit, offset, cursor, direction, order, ..ListMembers::default() };
        Ok(Self { team, query, queries: None, with_total, is_v1: true })
    }
}
