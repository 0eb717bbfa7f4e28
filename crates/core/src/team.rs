//! Teams and memberships.

use crate::words::first_words;
use crate::{
    Direction, Email, Limit, MembershipId, Name, Offset, Order, Phone, Roles, SearchTerm, TeamId, Timestamp, UserId,
};
use std::collections::BTreeSet;

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// The id, unique in its project.
    pub id: TeamId,
    /// The name.
    pub name: Name,
    /// The number of confirmed members.
    pub total: u64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// The number of words of a team's name by which a search finds it.
const WORDS: usize = 20;

impl Team {
    /// The words by which a search finds the team.
    #[must_use]
    pub fn words(&self) -> BTreeSet<String> {
        first_words(self.name.as_str(), WORDS).collect()
    }
}

/// A user in a team, with the current names of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The id.
    pub id: MembershipId,
    /// The user.
    pub user: UserId,
    /// The user's current name.
    pub user_name: Name,
    /// The user's current email.
    pub user_email: Option<Email>,
    /// The user's current phone.
    pub user_phone: Option<Phone>,
    /// Whether the user must present a second factor.
    pub user_mfa: bool,
    /// When the user last called with a session, to the day.
    pub user_accessed_at: Option<Timestamp>,
    /// The team.
    pub team: TeamId,
    /// The team's current name.
    pub team_name: Name,
    /// The user's roles in the team: `owner`, ...
    pub roles: Vec<String>,
    /// When the user was invited.
    pub invited_at: Timestamp,
    /// When the user joined; `None` while the invitation is open.
    pub joined_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// The teams to list.
#[derive(Debug, Clone, Default)]
pub struct ListTeams {
    /// Only the teams whose names have words that begin with those of this text.
    pub search: Option<String>,
    /// The size of the page.
    pub limit: Limit,
    /// The number of teams to skip, counted from the cursor.
    pub offset: Offset,
    /// The team at which the page begins; the page does not include it.
    pub cursor: Option<TeamId>,
    /// The side of the cursor.
    pub direction: Direction,
    /// Oldest or newest first.
    pub order: Order,
}

/// The members of a team to list.
#[derive(Debug, Clone, Default)]
pub struct ListMembers {
    /// Only the members that this term finds.
    pub search: Option<SearchTerm>,
    /// The size of the page.
    pub limit: Limit,
    /// The number of members to skip, counted from the cursor.
    pub offset: Offset,
    /// The membership at which the page begins; the page does not include it.
    pub cursor: Option<MembershipId>,
    /// The side of the cursor.
    pub direction: Direction,
    /// Oldest or newest first.
    pub order: Order,
}

/// A membership that is to be created.
#[derive(Debug, Clone)]
pub struct NewMembership {
    /// Its id.
    pub id: MembershipId,
    /// The user that joins.
    pub user: UserId,
    /// The team that the user joins.
    pub team: TeamId,
    /// The user's roles in the team.
    pub roles: Vec<String>,
    /// Whether the user is a member at once; the user is invited otherwise.
    pub confirmed: bool,
}

/// The user that creates a team and is its first member.
#[derive(Debug, Clone)]
pub struct Founder {
    /// The user.
    pub user: UserId,
    /// The user's roles in the team.
    pub roles: Roles,
    /// The id of the membership.
    pub membership: MembershipId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_is_found_by_the_first_twenty_words_of_its_name() {
        let words = |name: &str| {
            let (id, name) = (TeamId::parse("t").unwrap(), Name::parse(name).unwrap());
            let now = Timestamp::default();
            Team { id, name, total: 0, created_at: now, updated_at: now }.words()
        };
        assert_eq!(words("Red Pandas"), BTreeSet::from(["pandas".to_owned(), "red".to_owned()]));
        let many: Vec<_> = (10..40).map(|number| format!("w{number}")).collect();
        assert_eq!(words(&many.join(" ")), many[..20].iter().cloned().collect());
    }
}
