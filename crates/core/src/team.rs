//! Teams, and who is in them.

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
    /// How many confirmed members it has.
    pub total: u64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// How many words of a team's name a search finds it by.
const WORDS: usize = 20;

impl Team {
    /// The words under which a search finds the team.
    #[must_use]
    pub fn words(&self) -> BTreeSet<String> {
        first_words(self.name.as_str(), WORDS).collect()
    }
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
    /// The user's number now.
    pub user_phone: Option<Phone>,
    /// Whether the user is asked for a second factor.
    pub user_mfa: bool,
    /// When the user last came with a session, to the day.
    pub user_accessed_at: Option<Timestamp>,
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

/// Which teams to list.
#[derive(Debug, Clone, Default)]
pub struct ListTeams {
    /// Only those whose names hold words that begin so.
    pub search: Option<String>,
    /// The size of the page.
    pub limit: Limit,
    /// How many to pass over, counted from the cursor.
    pub offset: Offset,
    /// The team where the page begins, itself not in it.
    pub cursor: Option<TeamId>,
    /// On which side of the cursor.
    pub direction: Direction,
    /// Oldest or newest first.
    pub order: Order,
}

/// Which members of a team to list.
#[derive(Debug, Clone, Default)]
pub struct ListMembers {
    /// Only those whom this term finds.
    pub search: Option<SearchTerm>,
    /// The size of the page.
    pub limit: Limit,
    /// How many to pass over, counted from the cursor.
    pub offset: Offset,
    /// The membership where the page begins, itself not in it.
    pub cursor: Option<MembershipId>,
    /// On which side of the cursor.
    pub direction: Direction,
    /// Oldest or newest first.
    pub order: Order,
}

/// A membership that is to be made.
#[derive(Debug, Clone)]
pub struct NewMembership {
    /// Its id.
    pub id: MembershipId,
    /// Who joins.
    pub user: UserId,
    /// What the user joins.
    pub team: TeamId,
    /// What the user is there.
    pub roles: Vec<String>,
    /// Whether the user is a member at once, or invited.
    pub confirmed: bool,
}

/// Who creates a team and is its first member.
#[derive(Debug, Clone)]
pub struct Founder {
    /// The user.
    pub user: UserId,
    /// What the user is in the team.
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
