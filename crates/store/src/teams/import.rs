//! Teams of an import, which is recognised by the teams that it has made: their incarnations hold bits of a hash of the source, as
//! those of imported users do.

use crate::Store;
use crate::table::batch::Consistency;
use crate::table::keys;
use crate::teams::team::TeamRecord;
use roster_core::{Change, Error, Name, ProjectId, Result, SecretHash, TeamId, Ulid};

/// The lowest bits of the random part of an incarnation, which hold bits of the hash of the source.
const SEED: u128 = (1 << 32) - 1;

/// A team to be imported.
#[derive(Debug, Clone)]
pub struct ImportTeam {
    /// The id.
    pub id: TeamId,
    /// The name.
    pub name: Name,
    seed: u128,
}

impl ImportTeam {
    /// A team. `source` identifies it in the source system: it is the same in every import.
    #[must_use]
    pub fn new(id: TeamId, name: Name, source: &str) -> Self {
        let hash = SecretHash::of(source);
        let seed = hash.as_str().get(4..12).and_then(|digits| u128::from_str_radix(digits, 16).ok());
        Self { id, name, seed: seed.unwrap_or_default() & SEED }
    }

    fn outcome(&self, found: Option<&TeamRecord>) -> TeamOutcome {
        match found {
            None => TeamOutcome::New,
            Some(team) if team.tc.random() & SEED == self.seed => TeamOutcome::Known,
            Some(_) => TeamOutcome::Taken,
        }
    }
}

/// The outcome of one team of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamOutcome {
    /// The team was created or, in a preview, can be.
    New,
    /// An earlier run has created the team.
    Known,
    /// Another team has the id.
    Taken,
}

impl Store {
    /// Returns what an import of these teams would do, in their order. Nothing is written.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn preview_teams(&self, project: &ProjectId, teams: &[ImportTeam]) -> Result<Vec<TeamOutcome>> {
        let wanted: Vec<_> = teams.iter().map(|team| keys::team(project, &team.id)).collect();
        let mut found = Vec::new();
        for item in self.read_many(&wanted, Consistency::Strong).await?.into_values() {
            found.push(TeamRecord::from_item(item)?);
        }
        let outcome = |team: &ImportTeam| team.outcome(found.iter().find(|record| record.team.id == team.id));
        Ok(teams.iter().map(outcome).collect())
    }

    /// Creates a team that does not exist. Several imports may do so at once: one of them creates it.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn import_team(&self, project: &ProjectId, team: &ImportTeam, change: &Change) -> Result<TeamOutcome> {
        let before = self.preview_team(project, team).await?;
        if before != TeamOutcome::New {
            return Ok(before);
        }
        let id = Ulid::from_parts(change.id.timestamp_ms(), (change.id.random() & !SEED) | team.seed);
        let change = Change { id, ..change.clone() };
        match self.create_team(project, &team.id, &team.name, None, &change).await {
            Ok(_) => Ok(TeamOutcome::New),
            Err(Error::TeamAlreadyExists) => self.preview_team(project, team).await,
            Err(error) => Err(error),
        }
    }

    async fn preview_team(&self, project: &ProjectId, team: &ImportTeam) -> Result<TeamOutcome> {
        match self.read_team(project, &team.id).await {
            Ok(found) => Ok(team.outcome(Some(&found))),
            Err(Error::TeamNotFound) => Ok(TeamOutcome::New),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_core::{Prefs, Team, TeamPrefs, Timestamp};

    fn team(source: &str) -> ImportTeam {
        ImportTeam::new(TeamId::parse("staff").unwrap(), Name::default(), source)
    }

    #[test]
    fn a_team_is_known_to_the_import_from_the_source_that_made_it_and_to_no_other() {
        let ours = team("auth0#team#staff");
        let record = |random: u128| TeamRecord {
            team: Team {
                id: ours.id.clone(),
                name: ours.name.clone(),
                total: 0,
                prefs: TeamPrefs::Known(Prefs::default()),
                created_at: Timestamp::default(),
                updated_at: Timestamp::default(),
            },
            tc: Ulid::from_parts(1, random),
            version: Ulid::from_parts(1, random),
        };
        let made = record((7 << 32) | ours.seed);
        assert_eq!(ours.outcome(None), TeamOutcome::New);
        assert_eq!(ours.outcome(Some(&made)), TeamOutcome::Known);
        assert_eq!(team("keycloak#team#staff").outcome(Some(&made)), TeamOutcome::Taken);
        assert_eq!(ours.outcome(Some(&record(ours.seed ^ 1))), TeamOutcome::Taken);
    }
}
