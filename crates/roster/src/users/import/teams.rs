//! `--teams-from`: which teams the groups of users are, and who may join them. Nothing is written here.

use super::options::{ExistingTeams, ImportOptions};
use super::rows::Row;
use crate::users::source::{Note, NoteKind, counted};
use roster::failure::Outcome;
use roster_core::{Name, ProjectId, SecretHash, TeamId, Timestamp};
use roster_store::{ImportTeam, Store, TeamOutcome};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most teams of one user: a list of memberships has no more.
const MOST_TEAMS: usize = 1_000;

/// The teams of an import.
pub struct Teams<'a> {
    store: &'a Store,
    project: &'a ProjectId,
    joins_existing: bool,
    /// What is known of the teams of the file, by a hash of 64 bits of their ids.
    known: Mutex<HashMap<u64, KnownTeam>>,
}

#[derive(Clone, Copy)]
struct KnownTeam {
    outcome: TeamOutcome,
    /// Whether a user who is in is in its group.
    is_wanted: bool,
    /// Whether this run has created it.
    is_made: bool,
}

/// Whether users join a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// They do.
    Open,
    /// They do, when it has been created.
    ToMake,
    /// They do not: another than this import has made it.
    Closed,
}

/// How many teams the groups of the users are.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct TeamCounts {
    /// Teams that did not exist when the import began.
    pub new: u64,
    /// Teams that an earlier import from the same system has made, or that users join although none has.
    pub already: u64,
    /// Teams that no import from the same system has made.
    pub refused: u64,
    /// Memberships in the new teams and in those that exist already.
    pub memberships: u64,
}

impl<'a> Teams<'a> {
    /// The teams of an import, if there are to be any.
    pub fn of(store: &'a Store, project: &'a ProjectId, options: &ImportOptions) -> Option<Self> {
        options.teams_from?;
        let joins_existing = options.existing_teams == ExistingTeams::Join;
        Some(Self { store, project, joins_existing, known: Mutex::default() })
    }

    /// Whether users join a team with this outcome.
    pub fn joins(&self, outcome: TeamOutcome) -> bool {
        outcome != TeamOutcome::Taken || self.joins_existing
    }

    /// Adds a note to every valid row whose user does not become a member of a team.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn check(&self, rows: &mut [Row]) -> Outcome {
        self.look_up(rows).await?;
        let known = self.known();
        for row in rows.iter_mut().filter_map(|row| row.user.as_mut().ok()) {
            let is_refused =
                |team: &&ImportTeam| known.get(&hash_of(&team.id)).is_some_and(|team| !self.joins(team.outcome));
            let refused = row.teams.iter().filter(is_refused).count();
            if refused > 0 {
                let teams = counted(refused, "team");
                let text = format!("not a member of {teams}: made by another than an import from the same system");
                row.notes.push(Note::loss(NoteKind::Teams, text));
            }
        }
        Ok(())
    }

    /// Reads the teams of these rows that are not known yet.
    async fn look_up(&self, rows: &[Row]) -> Outcome {
        let mut had = HashSet::new();
        let mut teams: Vec<ImportTeam> = Vec::new();
        {
            let known = self.known();
            for team in rows.iter().filter_map(|row| row.user.as_ref().ok()).flat_map(|user| &user.teams) {
                if !known.contains_key(&hash_of(&team.id)) && had.insert(team.id.clone()) {
                    teams.push(team.clone());
                }
            }
        }
        if teams.is_empty() {
            return Ok(());
        }
        let outcomes = self.store.preview_teams(self.project, &teams).await?;
        let mut known = self.known();
        for (team, outcome) in teams.iter().zip(outcomes) {
            known.entry(hash_of(&team.id)).or_insert(KnownTeam { outcome, is_wanted: false, is_made: false });
        }
        Ok(())
    }

    /// Whether users join this team now.
    pub fn standing(&self, team: &TeamId) -> Standing {
        match self.known().get(&hash_of(team)) {
            Some(team) if !self.joins(team.outcome) => Standing::Closed,
            Some(team) if team.is_made || team.outcome != TeamOutcome::New => Standing::Open,
            _ => Standing::ToMake,
        }
    }

    /// Remembers that this run has created a team.
    pub fn set_made(&self, team: &TeamId) {
        if let Some(team) = self.known().get_mut(&hash_of(team)) {
            team.is_made = true;
        }
    }

    /// Counts the teams of a user who is in. Returns how many memberships that is.
    pub fn want(&self, teams: &[TeamId]) -> u64 {
        let mut known = self.known();
        let mut memberships = 0;
        for team in teams {
            if let Some(team) = known.get_mut(&hash_of(team)) {
                team.is_wanted = true;
                memberships += u64::from(self.joins(team.outcome));
            }
        }
        memberships
    }

    /// How many teams the users who are in want, of each outcome.
    pub fn counts(&self, memberships: u64) -> TeamCounts {
        let mut counts = TeamCounts { memberships, ..TeamCounts::default() };
        for team in self.known().values().filter(|team| team.is_wanted) {
            match team.outcome {
                TeamOutcome::New => counts.new += 1,
                TeamOutcome::Taken if !self.joins_existing => counts.refused += 1,
                TeamOutcome::Known | TeamOutcome::Taken => counts.already += 1,
            }
        }
        counts
    }

    fn known(&self) -> MutexGuard<'_, HashMap<u64, KnownTeam>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The teams that the groups of a user are, and a note on those that cannot be any.
pub fn teams_of(format: &str, groups: &[String]) -> (Vec<ImportTeam>, Option<Note>) {
    let mut had = HashSet::new();
    let distinct = groups.iter().filter(|group| had.insert(group.as_str()));
    let mut ids = HashSet::new();
    let (mut teams, mut lost) = (Vec::new(), 0);
    for group in distinct {
        match team_of(format, group) {
            Some(team) if teams.len() < MOST_TEAMS && ids.insert(team.id.clone()) => teams.push(team),
            _ => lost += 1,
        }
    }
    let rule = format!("names have at most {} characters, and a user at most {MOST_TEAMS} teams", Name::MAX_CHARS);
    let note =
        (lost > 0).then(|| Note::loss(NoteKind::Teams, format!("not a member of {}: {rule}", counted(lost, "team"))));
    (teams, note)
}

/// The team of a group: its name is that of the group, and its id, too, if that is a valid id. Otherwise the id is derived from the name.
fn team_of(format: &str, group: &str) -> Option<ImportTeam> {
    let source = format!("{format}#team#{group}");
    let id = TeamId::parse(group).unwrap_or_else(|_| {
        let hash = SecretHash::of(&source);
        // Twenty hex digits are always a valid id, so the alternative never runs.
        TeamId::parse(hash.as_str().get(..20).unwrap_or_default())
            .unwrap_or_else(|_| TeamId::generate(Timestamp::default(), 0))
    });
    Some(ImportTeam::new(id, Name::parse(group).ok()?, &source))
}

fn hash_of(team: &TeamId) -> u64 {
    let mut hasher = DefaultHasher::new();
    team.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(groups: &[&str]) -> (Vec<String>, Option<Note>) {
        let groups: Vec<String> = groups.iter().map(|&group| group.to_owned()).collect();
        let (teams, note) = teams_of("keycloak", &groups);
        (teams.iter().map(|team| team.id.as_str().to_owned()).collect(), note)
    }

    #[test]
    fn the_id_of_a_team_is_the_name_of_its_group_or_follows_from_it() {
        let (one, note) = ids(&["staff", "/staff/board", "staff"]);
        assert_eq!((one.len(), one[0].as_str(), note), (2, "staff", None));
        assert!(TeamId::parse(&one[1]).unwrap().is_generated());
        assert_eq!(ids(&["/staff/board"]).0[0], one[1], "the same in every import");
        assert_eq!(teams_of("keycloak", &["/staff/board".to_owned()]).0[0].name.as_str(), "/staff/board");
        assert_ne!(teams_of("cognito", &["/staff/board".to_owned()]).0[0].id.as_str(), one[1]);
    }

    #[test]
    fn groups_that_cannot_be_teams_are_reported() {
        let long = "x".repeat(129);
        let (teams, note) = ids(&["staff", &long]);
        assert_eq!(teams.len(), 1);
        let note = note.unwrap();
        assert!(note.is_loss && note.text.starts_with("not a member of 1 team: names have"), "{}", note.text);
        let many: Vec<String> = (0..1_003).map(|n| format!("g{n}")).collect();
        let (teams, note) = teams_of("keycloak", &many);
        assert!(teams.len() == 1_000 && note.unwrap().text.starts_with("not a member of 3 teams"));
    }
}
