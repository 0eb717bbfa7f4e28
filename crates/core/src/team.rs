//! Teams, and who is in them.

use crate::{Email, MembershipId, Name, TeamId, Timestamp, UserId};

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// The id, unique in its project.
    pub id: TeamId,
    /// The name.
    pub name: Name,
    /// How many confirmed members it has.
    pub total: u64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A user in a team, with the names of both as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The id.
    pub id: MembershipId,
    /// Who.
    pub user: UserId,
    /// The user's name now.
    pub user_name: Name,
    /// The user's address now.
    pub user_email: Option<Email>,
    /// Where.
    pub team: TeamId,
    /// The team's name now.
    pub team_name: Name,
    /// What the user is in the team: `owner`, ...
    pub roles: Vec<String>,
    /// When the user was invited.
    pub invited_at: Timestamp,
    /// When the user joined; nothing while the invitation is open.
    pub joined_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}
