//! `/v1/teams/{teamId}/memberships/{membershipId}`: one member.

use axum::extract::State;
use roster_api::{App, AuthedCaller, FromParams, Params, Refusal, Valid, View, list};
use roster_core::{Invalid, MembershipId, Result, Roles, TeamId};

/// GET /v1/teams/{teamId}/memberships/{membershipId}
pub(crate) async fn get_membership(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(OneMembership { team, id, is_v1 }): Valid<OneMembership>,
) -> Result<View, Refusal> {
    caller.ensure_member(&team).await?;
    let membership = app.store.get_membership(caller.project_id(), &team, &id).await?;
    Ok(View::membership(caller.viewer(is_v1).view(membership)))
}

/// DELETE /v1/teams/{teamId}/memberships/{membershipId}
///
/// An owner may remove anybody; every member may leave.
pub(crate) async fn delete_membership(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(OneMembership { team, id, .. }): Valid<OneMembership>,
) -> Result<View, Refusal> {
    caller.ensure_member(&team).await?;
    let membership = app.store.get_membership(caller.project_id(), &team, &id).await?;
    if caller.signed_in().is_none_or(|signed_in| signed_in.user.id != membership.user) {
        caller.ensure_owner(&team).await?;
    }
    app.store.delete_membership(caller.project_id(), &team, &id, &caller.change()?).await?;
    Ok(View::done())
}

pub(crate) struct OneMembership {
    team: TeamId,
    id: MembershipId,
    is_v1: bool,
}

impl FromParams for OneMembership {
    fn from_params(params: &Params) -> Result<Self> {
        let team = params.path("teamId", TeamId::parse)?;
        Ok(Self { team, id: params.path("membershipId", MembershipId::parse)?, is_v1: params.is_v1() })
    }
}

/// PATCH /v1/teams/{teamId}/memberships/{membershipId}
pub(crate) async fn update_roles(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(UpdateRoles { team, id, roles, is_v1 }): Valid<UpdateRoles>,
) -> Result<View, Refusal> {
    caller.ensure_owner(&team).await?;
    let change = caller.change()?;
    let membership = app.store.update_roles(caller.project_id(), &team, &id, roles, &change).await?;
    Ok(View::membership(caller.viewer(is_v1).view(membership)))
}

/// The roles of a member, which may be longer in the 1.x dialect (source:
/// docs/reference/appwrite/teams.md#memberships-by-key).
fn roles_of_member(params: &Params) -> Result<Roles> {
    if params.is_v1() {
        return params.required("roles", list(Roles::parse_v1, Invalid::Roles(Roles::MAX_CHARS_V1)));
    }
    params.required("roles", list(Roles::parse, Invalid::Roles(Roles::MAX_CHARS)))
}

pub(crate) struct UpdateRoles {
    team: TeamId,
    id: MembershipId,
    roles: Roles,
    is_v1: bool,
}

impl FromParams for UpdateRoles {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            team: params.path("teamId", TeamId::parse)?,
            id: params.path("membershipId", MembershipId::parse)?,
            roles: roles_of_member(params)?,
            is_v1: params.is_v1(),
        })
    }
}
