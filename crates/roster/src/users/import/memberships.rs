//! The second pass of an import: the members of teams. It reads the files again, and asks the table for everything else, so it can be
//! killed and run again, and two of it can run at once.

use super::BATCH;
use super::rows::{Row, Rows};
use super::teams::{Standing, Teams};
use crate::users::source::ValidRow;
use futures_util::{StreamExt as _, stream};
use roster::ambient;
use roster::failure::{Failure, Outcome};
use roster::progress::Progress;
use roster_core::{Error, MembershipId, NewMembership, Project, SecretHash, TeamId, Timestamp, UserId};
use roster_store::{ImportOutcome, ImportTeam, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The role of a member.
const ROLE: &str = "member";
/// How often a membership is tried when the table is too busy. The pause before it doubles from one second.
const TRIES: u32 = 5;
/// The highest number of users whose memberships are read at the same time.
const SIDE_BY_SIDE: usize = 8;

/// Makes users the members of their teams.
pub struct Joiner<'a> {
    pub store: &'a Store,
    pub project: &'a Project,
    pub teams: &'a Teams<'a>,
    /// How many teams get members at the same time.
    pub parallel: usize,
}

/// What became of the memberships.
#[derive(Debug, Default)]
pub struct Joined {
    /// Memberships that this run has created.
    pub created: u64,
    /// Memberships that existed.
    pub already: u64,
    /// Memberships that could not be created, with the reason of the first.
    pub failed: (u64, Option<String>),
}

/// The new members of a team.
struct Joining {
    team: ImportTeam,
    members: Vec<NewMembership>,
}

impl Joiner<'_> {
    /// Makes the users of all rows that are in the table the members of their teams.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn join(&self, rows: Rows<'_>, progress: &Progress) -> Outcome<Joined> {
        let (mut joined, mut count) = (Joined::default(), 0);
        let mut batches = stream::iter(rows).chunks(BATCH);
        while let Some(batch) = batches.next().await {
            count += batch.len() as u64;
            let bytes = batch.iter().map(|row| row.bytes).sum();
            let members = self.members(batch).await?;
            let wanted = self.wanted(members, &mut joined).await?;
            self.create(wanted, &mut joined).await;
            progress.pass(bytes, count);
        }
        Ok(joined)
    }

    /// The rows of a batch whose users are in the table and want to be members.
    async fn members(&self, batch: Vec<Row>) -> Outcome<Vec<ValidRow>> {
        let valid = batch.into_iter().filter_map(|row| row.user.ok()).filter(|row| !row.teams.is_empty());
        let valid: Vec<ValidRow> = valid.map(|row| *row).collect();
        let mut users: Vec<_> = valid.iter().map(|row| row.import_user.clone()).collect();
        for user in &mut users {
            // A user who is in the table has the id, so email and phone need not be read.
            (user.user.email, user.user.phone) = (None, None);
        }
        let outcomes = self.store.preview_import(&self.project.id, &users).await?;
        let is_in =
            |outcome: &ImportOutcome| matches!(outcome, ImportOutcome::Known | ImportOutcome::KnownWithoutPassword);
        let known = valid.into_iter().zip(outcomes).filter(|(_, outcome)| is_in(outcome));
        Ok(known.map(|(row, _)| row).collect())
    }

    /// The memberships that these users do not have yet, by team.
    async fn wanted(&self, members: Vec<ValidRow>, joined: &mut Joined) -> Outcome<BTreeMap<TeamId, Joining>> {
        let reads = members.into_iter().map(|row| async move {
            let had = self.store.list_memberships(&self.project.id, &row.import_user.user.id).await;
            (row, had)
        });
        let mut wanted = BTreeMap::new();
        let mut reads = stream::iter(reads).buffered(SIDE_BY_SIDE);
        while let Some((row, had)) = reads.next().await {
            let had: BTreeSet<TeamId> = match had {
                Ok(list) => list.items.into_iter().map(|membership| membership.team).collect(),
                Err(Error::UserNotFound) => continue,
                Err(error) => return Err(error.into()),
            };
            let user = &row.import_user.user;
            for team in row.teams.into_iter().filter(|team| self.teams.standing(&team.id) != Standing::Closed) {
                if had.contains(&team.id) {
                    joined.already += 1;
                    continue;
                }
                let membership = NewMembership {
                    id: membership_id(&team.id, &user.id),
                    user: user.id.clone(),
                    team: team.id.clone(),
                    roles: vec![ROLE.to_owned()],
                    confirmed: true,
                };
                let entry = wanted.entry(team.id.clone());
                entry.or_insert_with(|| Joining { team, members: Vec::new() }).members.push(membership);
            }
        }
        Ok(wanted)
    }

    /// Creates memberships: those of one team one after the other, because each changes the count of the team.
    async fn create(&self, wanted: BTreeMap<TeamId, Joining>, joined: &mut Joined) {
        let runs = wanted.into_values().map(|joining| async move {
            match self.make(&joining.team).await {
                Ok(()) => self.fill(&joining.members).await,
                Err(reason) => vec![Err(reason); joining.members.len()],
            }
        });
        let mut runs = stream::iter(runs).buffer_unordered(self.parallel);
        while let Some(results) = runs.next().await {
            results.into_iter().for_each(|result| joined.add(result));
        }
    }

    /// Creates a team, if it does not exist.
    async fn make(&self, team: &ImportTeam) -> Result<(), String> {
        if self.teams.standing(&team.id) == Standing::Open {
            return Ok(());
        }
        let outcome = repeated(async || {
            let change = ambient::change().map_err(|failure| Error::internal(failure.to_string()))?;
            self.store.import_team(&self.project.id, team, &change).await
        });
        if !self.teams.joins(outcome.await?) {
            return Err("another has just made a team with the id of a group".to_owned());
        }
        self.teams.set_made(&team.id);
        Ok(())
    }

    /// Creates the memberships of one team. Each result says whether it is new.
    async fn fill(&self, members: &[NewMembership]) -> Vec<Result<bool, String>> {
        let mut results = Vec::with_capacity(members.len());
        for member in members {
            let created = repeated(async || {
                let change = ambient::change().map_err(|failure| Error::internal(failure.to_string()))?;
                match self.store.create_membership(&self.project.id, member, &change).await {
                    Ok(_) => Ok(true),
                    Err(Error::MembershipAlreadyExists) => Ok(false),
                    Err(error) => Err(error),
                }
            });
            results.push(created.await);
        }
        results
    }
}

impl Joined {
    fn add(&mut self, result: Result<bool, String>) {
        match result {
            Ok(true) => self.created += 1,
            Ok(false) => self.already += 1,
            Err(reason) => {
                self.failed.0 += 1;
                self.failed.1.get_or_insert(reason);
            }
        }
    }
}

/// Does something until the table is not too busy for it. The error is one sentence, for people.
async fn repeated<T>(act: impl AsyncFn() -> Result<T, Error>) -> Result<T, String> {
    for attempt in 0..TRIES {
        match act().await {
            Err(Error::Unavailable(_) | Error::Contention) if attempt + 1 < TRIES => {
                tokio::time::sleep(Duration::from_secs(1 << attempt)).await;
            }
            result => return result.map_err(|error| Failure::from(error).to_string()),
        }
    }
    Err("the table was too busy".to_owned())
}

/// The id of a membership: the same in every run.
fn membership_id(team: &TeamId, user: &UserId) -> MembershipId {
    let hash = SecretHash::of(&format!("{team}#{user}"));
    // Twenty hex digits are always a valid id, so the alternative never runs.
    MembershipId::parse(hash.as_str().get(..20).unwrap_or_default())
        .unwrap_or_else(|_| MembershipId::generate(Timestamp::default(), 0))
}
