//! The function `memberships`: `/v1/users/{userId}/memberships`.

use axum::extract::State;
use axum::routing::get;
use roster_api::{
    App, FromParams, Group, Params, Policy, Refusal, UncheckedReader, Valid, View, WithTotal, queries, text,
};
use roster_core::{Invalid, Limit, Listing, Membership, Queries, Result, SearchTerm, UserId};

/// The routes of this function.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Users).route("/v1/users/{userId}/memberships", get(list_memberships))
}

/// GET /v1/users/{userId}/memberships
async fn list_memberships(
    State(app): State<App>,
    reader: UncheckedReader,
    Valid(ListMemberships { id, queries, search, with_total }): Valid<ListMemberships>,
) -> Result<View, Refusal> {
    let mut all = app.store.list_memberships(reader.project_id(), &id).await?.items;
    all.retain(|membership| search.as_ref().is_none_or(|term| is_found(membership, term)));
    let Listing { total, items } = queries.apply(all, "Membership", app.random()? as u64)?;
    Ok(View::memberships(Listing { total: if with_total { total } else { 0 }, items }))
}

/// `search` looks for the ids of membership and user, and for the names of the teams.
fn is_found(membership: &Membership, term: &SearchTerm) -> bool {
    let texts = [membership.id.as_str(), membership.user.as_str(), membership.team_name.as_str()];
    texts.into_iter().any(|text| term.matches_text(text))
}

/// 0.15 has no parameters here: it always gets the whole list.
struct ListMemberships {
    id: UserId,
    queries: Queries,
    search: Option<SearchTerm>,
    with_total: bool,
}

impl FromParams for ListMemberships {
    fn from_params(params: &Params) -> Result<Self> {
        let id = params.path("userId", UserId::parse)?;
        let (mut queries, mut search) = (Queries::default(), None);
        if params.is_v1() {
            queries = params.optional("queries", queries::memberships)?.unwrap_or_default();
            search = params.optional("search", text(SearchTerm::parse, Invalid::Text(SearchTerm::MAX_CHARS)))?;
        }
        let WithTotal(with_total) = WithTotal::from_params(params)?;
        Ok(Self { id, queries: queries.or_limit(Limit::whole()), search, with_total })
    }
}
