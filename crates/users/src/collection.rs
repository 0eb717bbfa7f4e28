//! `/v1/users`: listing, searching, creating.

use axum::extract::State;
use roster_api::{
    App, AuthedCaller, CreateUser, FromParams, Params, Refusal, Valid, View, WithTotal, direction, loose_bool, number,
    order, queries, text,
};
use roster_core::{Invalid, Limit, ListUsers, Offset, Result, SearchTerm, UserId};

/// GET /v1/users
pub(crate) async fn list_users(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(Query(query)): Valid<Query>,
) -> Result<View, Refusal> {
    let query = ListUsers { chance: app.random()? as u64, ..query };
    Ok(View::users(app.store.list_users(caller.project(), &query).await?))
}

/// POST /v1/users
pub(crate) async fn create_user(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(new): Valid<CreateUser>,
) -> Result<View, Refusal> {
    Ok(View::created(app.create_user(&caller, new, |_| caller.change()).await?))
}

/// The users to list.
pub(crate) struct Query(ListUsers);

impl FromParams for Query {
    fn from_params(params: &Params) -> Result<Self> {
        if params.is_v1() {
            let queries = params.optional("queries", queries::users)?.unwrap_or_default();
            let search = params.optional("search", text(SearchTerm::parse, Invalid::Text(SearchTerm::MAX_CHARS)))?;
            let WithTotal(with_total) = WithTotal::from_params(params)?;
            return Ok(Self(queries.of_users(search, with_total, 0)));
        }
        Ok(Self(ListUsers {
            search: params.optional("search", text(SearchTerm::parse, Invalid::Text(SearchTerm::MAX_CHARS)))?,
            limit: params.optional("limit", number(Limit::new, Limit::MAX))?.unwrap_or_default(),
            offset: params.optional("offset", number(Offset::new, Offset::MAX))?.unwrap_or_default(),
            cursor: params.optional("cursor", text(UserId::parse, Invalid::Id))?,
            direction: params.optional("cursorDirection", direction)?.unwrap_or_default(),
            order: params.optional("orderType", order)?.unwrap_or_default(),
            with_total: params.optional("total", loose_bool)?.unwrap_or(true),
            ..ListUsers::default()
        }))
    }
}
