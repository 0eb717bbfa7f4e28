//! The function `teams`: teams and their members. A server calls with an API key and sees all teams; a user calls with a
//! session, sees the teams they are in and changes those they own. Members are added and invited by the function `messages`.

mod collection;
mod members;
mod membership;
mod team;

use axum::routing::get;
use roster_api::{Group, Policy};

/// The routes of this function.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Teams)
        .route("/v1/teams", get(collection::list_teams).post(collection::create_team))
        .route("/v1/teams/{teamId}", get(team::get_team).put(team::update_team).delete(team::delete_team))
        .route("/v1/teams/{teamId}/memberships", get(members::list_members))
        .route(
            "/v1/teams/{teamId}/memberships/{membershipId}",
            get(membership::get_membership).patch(membership::update_roles).delete(membership::delete_membership),
        )
}
