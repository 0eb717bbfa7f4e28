//! Teams and memberships.

use crate::words::{first_words, is_looked_up, words};
use crate::{
    Direction, Email, Limit, MemberFields, MembershipId, Name, Offset, Order, Phone, Roles, SearchTerm, TeamId,
    TeamPrefs, Timestamp, UserId, Viewer,
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
    /// The preferences, as far as they were read.
    pub prefs: TeamPrefs,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// The number of words of a team's name by which a search finds it.
const WORDS: usize = 20;
/// The number of words of a chosen id by which a search finds a team.
const WORDS_OF_ID: usize = 7;

impl Team {
    /// The words by which a search looks the team up: those of the name, and those of an id that was chosen by a
    /// caller. A generated id is found as a whole.
    #[must_use]
    pub fn words(&self) -> BTreeSet<String> {
        first_words(self.name.as_str(), WORDS).chain(self.words_of_id().filter(|word| is_looked_up(word))).collect()
    }

    fn words_of_id(&self) -> impl Iterator<Item = String> {
        let id = if self.id.is_generated() { "" } else { self.id.as_str() };
        first_words(id, WORDS_OF_ID)
    }

    /// Whether a search finds the team: by its whole id, or because every word of the term begins one of its words.
    #[must_use]
    pub fn is_found_by(&self, term: &str) -> bool {
        let wanted = words(term);
        let own: Vec<String> = first_words(self.name.as_str(), WORDS).chain(self.words_of_id()).collect();
        let begins_a_word = |word: &String| own.iter().any(|own| own.starts_with(word.as_str()));
        term.trim() == self.id.as_str() || (!wanted.is_empty() && wanted.iter().all(begins_a_word))
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
    /// The fields about the user that are shown.
    pub shown: MemberFields,
}

/// The teams to list.
#[derive(Debug, Clone, Default)]
pub struct ListTeams {
    /// Only the team with this id, and the teams whose names and chosen ids have words that begin with those of this
    /// text.
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
    /// The caller: a search finds only by what the caller sees.
    pub viewer: Viewer,
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
            Team { id, name, total: 0, prefs: TeamPrefs::Separate, created_at: now, updated_at: now }.words()
        };
        assert_eq!(words("Red Pandas"), BTreeSet::from(["pandas".to_owned(), "red".to_owned()]));
        let many: Vec<_> = (10..40).map(|number| format!("w{number}")).collect();
        assert_eq!(words(&many.join(" ")), many[..20].iter().cloned().collect());
    }

    #[test]
    fn a_team_is_found_by_the_words_of_a_chosen_id_and_by_a_whole_generated_one() {
        let team = |id: &str| {
            let (id, name, now) = (TeamId::parse(id).unwrap(), Name::parse("Red").unwrap(), Timestamp::default());
            Team { id, name, total: 0, prefs: TeamPrefs::Separate, created_at: now, updated_at: now }
        };
        let chosen = team("big-Pandas.x");
        assert_eq!(chosen.words(), ["big", "pandas", "red"].map(str::to_owned).into());
        for term in ["big-Pandas.x", "PAND", "red big", "x big"] {
            assert!(chosen.is_found_by(term), "{term}");
        }
        for term in ["andas", "blue pandas", "", ">"] {
            assert!(!chosen.is_found_by(term), "{term}");
        }
        let generated = team("65b1f0c2a3b4c5d6e7f8");
        assert_eq!(generated.words(), ["red".to_owned()].into());
        assert!(generated.is_found_by(" 65b1f0c2a3b4c5d6e7f8 ") && !generated.is_found_by("65b1f0c2"));
    }
}
