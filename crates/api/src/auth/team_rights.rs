//! What a caller may do with a team.

use crate::auth::caller::AuthedCaller;
use roster_core::{Error, MemberFields, Membership, Result, Roles, TeamId, Viewer};

impl AuthedCaller {
    /// Accepts an API key or a member of the team; for other callers the team does not exist.
    ///
    /// # Errors
    /// [`Error::TeamNotFound`].
    pub async fn ensure_member(&self, team: &TeamId) -> Result<()> {
        self.own_membership(team).await.map(drop)
    }

    /// Accepts an API key or an owner of the team.
    ///
    /// # Errors
    /// [`Error::TeamNotFound`], [`Error::Unauthorized`].
    pub async fn ensure_owner(&self, team: &TeamId) -> Result<()> {
        match self.own_membership(team).await? {
            Some(membership) if !Roles::is_owner(&membership.roles) => Err(Error::Unauthorized),
            _ => Ok(()),
        }
    }

    /// The membership of the calling user; `None` for an API key, which needs no membership.
    async fn own_membership(&self, team: &TeamId) -> Result<Option<Membership>> {
        let Some(signed_in) = self.signed_in() else { return Ok(None) };
        let own = self.app.store.find_own_membership(self.project_id(), &signed_in.user.id, team).await?;
        own.filter(|membership| membership.joined_at.is_some()).map(Some).ok_or(Error::TeamNotFound)
    }

    /// What the caller sees of the members of a team. A project without a setting hides the other members in the 1.x
    /// dialect, and shows their fields in 0.15 (source: docs/reference/appwrite/teams.md#lists-of-memberships).
    #[must_use]
    pub fn viewer(&self, is_v1: bool) -> Viewer {
        let Some(signed_in) = self.signed_in() else { return Viewer::server() };
        let by_dialect = if is_v1 { MemberFields::NONE } else { MemberFields::ALL };
        Viewer::member(signed_in.user.id.clone(), self.project().memberships, by_dialect)
    }
}
