//! What a caller may do with a team.

use roster_api::{App, AuthedCaller};
use roster_core::{Error, Membership, Result, Roles, TeamId};

/// Accepts an API key or a member of the team; for other callers the team does not exist.
///
/// # Errors
/// [`Error::TeamNotFound`].
pub(crate) async fn ensure_member(app: &App, caller: &AuthedCaller, team: &TeamId) -> Result<()> {
    own_membership(app, caller, team).await.map(drop)
}

/// Accepts an API key or an owner of the team.
///
/// # Errors
/// [`Error::TeamNotFound`], [`Error::Unauthorized`].
pub(crate) async fn ensure_owner(app: &App, caller: &AuthedCaller, team: &TeamId) -> Result<()> {
    match own_membership(app, caller, team).await? {
        Some(membership) if !Roles::is_owner(&membership.roles) => Err(Error::Unauthorized),
        _ => Ok(()),
    }
}

/// The membership of the calling user; `None` for an API key, which needs no membership.
async fn own_membership(app: &App, caller: &AuthedCaller, team: &TeamId) -> Result<Option<Membership>> {
    let Some(signed_in) = caller.signed_in() else { return Ok(None) };
    let own = app.store.find_own_membership(caller.project_id(), &signed_in.user.id, team).await?;
    own.filter(|membership| membership.joined_at.is_some()).map(Some).ok_or(Error::TeamNotFound)
}
