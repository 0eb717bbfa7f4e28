//! `/v1/teams/{teamId}/memberships`: who is in a team.

use crate::rights::ensure_member;
use axum::extract::State;
use roster_api::{App, Caller, FromParams, Params, Refusal, Valid, View, direction, number, order, text};
use roster_core::{Invalid, Limit, ListMembers, MembershipId, Offset, Result, SearchTerm, TeamId};

/// GET /v1/teams/{teamId}/memberships
pub(crate) async fn list_members(
    State(app): State<App>,
    caller: Caller,
    Valid(MembersOf { team, query }): Valid<MembersOf>,
) -> Result<View, Refusal> {
    ensure_member(&app, &caller, &team).await?;
    Ok(View::Memberships(app.store.list_members(caller.project_id(), &team, &query).await?))
}

pub(crate) struct MembersOf {
    team: TeamId,
    query: ListMembers,
}

impl FromParams for MembersOf {
    fn from_params(params: &Params) -> Result<Self> {
        let team = params.path("teamId", TeamId::parse)?;
        let query = ListMembers {
            search: params.optional("search", text(SearchTerm::parse, Invalid::Text(SearchTerm::MAX_CHARS)))?,
            limit: params.optional("limit", number(Limit::new, Limit::MAX))?.unwrap_or_default(),
            offset: params.optional("offset", number(Offset::new, Offset::MAX))?.unwrap_or_default(),
            cursor: params.optional("cursor", text(MembershipId::parse, Invalid::Id))?,
            direction: params.optional("cursorDirection", direction)?.unwrap_or_default(),
            order: params.optional("orderType", order)?.unwrap_or_default(),
        };
        Ok(Self { team, query })
    }
}
