//! `/v1/teams/{teamId}/memberships/{membershipId}`: one member.

use axum::extract::State;
use roster_api::{App, AuthedCaller, FromParams, Params, Refusal, Valid, View, list, text};
use roster_core::{Error, Invalid, MembershipId, Result, Roles, TeamId, UserId};

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
pub(crate) fn roles_of_member(params: &Params) -> Result<Roles> {
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

/// PATCH /v1/teams/{teamId}/memberships/{membershipId}/status
///
/// Accepts an invitation. Servers add members, who are confirmed at once, so no invitation exists and every secret is wrong.
pub(crate) async fn confirm_membership(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(Confirm { team, id, user }): Valid<Confirm>,
) -> Result<View, Refusal> {
    let membership = app.store.get_membership(caller.project_id(), &team, &id).await.map_err(|error| match error {
        Error::MembershipNotFound => Error::InvitationNotFound,
        other => other,
    })?;
    if membership.user == user && membership.joined_at.is_some() {
        return Err(Error::MembershipAlreadyExists.into());
    }
    Err(Error::InvitationInvalid.into())
}

pub(crate) struct Confirm {
    team: TeamId,
    id: MembershipId,
    user: UserId,
}

impl FromParams for Confirm {
    fn from_params(params: &Params) -> Result<Self> {
        let confirm = Self {
            team: params.path("teamId", TeamId::parse)?,
            id: params.path("membershipId", MembershipId::parse)?,
            user: params.required("userId", text(UserId::parse, Invalid::Id))?,
        };
        params.required("secret", text(|secret| Ok(secret.to_owned()), Invalid::Text(256)))?;
        Ok(confirm)
    }
}
