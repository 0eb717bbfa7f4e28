//! Writes rows to the table, a batch at a time.

use super::options::ImportOptions;
use super::passwords::Hasher;
use super::report::{ReportLine, RowStatus};
use super::rows::Row;
use super::teams::Teams;
use crate::users::source::{Note, NoteKind, RowError};
use futures_util::future::try_join_all;
use roster::ambient;
use roster::failure::{Failure, Outcome};
use roster_core::{Error, HashCost, Password, Project, TeamId};
use roster_store::{ImportBatch, ImportOutcome, ImportUser, Store};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often users are sent again when the table is too busy to write them. The pause before it doubles from one second.
const TRIES: u32 = 6;
/// What the report says of a user whose password comes too late.
const PASSWORD_NOT_TAKEN: &str =
    "the user is here without a password, and that of the row is not taken: delete the user and import again";

/// Writes rows to the table, or finds out what would happen to them: a dry run.
pub struct Writer<'a> {
    /// The table.
    pub store: &'a Store,
    /// The project that the users are imported into.
    pub project: &'a Project,
    /// The options of the import.
    pub options: &'a ImportOptions,
    /// The teams of the users, if there are to be any.
    pub teams: Option<&'a Teams<'a>>,
    /// Hashes passwords that are in the file in plain text.
    pub hasher: Hasher,
    /// Whether the users are looked up in the table before they are written. Not as long as the project is empty.
    pub looks_up: AtomicBool,
    /// The names of the files, for the lines of the report; none in an import of one file.
    pub file_names: Vec<String>,
}

/// The results of a batch of rows.
pub struct Written {
    /// One line for each row, in the order of the file.
    pub lines: Vec<ReportLine>,
    /// The teams of the users who are in.
    pub teams: Vec<Vec<TeamId>>,
    /// The share of the file that the rows are, in bytes.
    pub bytes: u64,
    /// Whether every new user was counted. If not, the project must be recounted.
    pub counted: bool,
}

/// The valid rows of a batch.
#[derive(Default)]
struct Sent {
    /// The place of each row in the batch.
    places: Vec<usize>,
    users: Vec<ImportUser>,
    /// The password of each user that is still to be hashed.
    passwords: Vec<Option<Password>>,
    /// The teams of each user.
    teams: Vec<Vec<TeamId>>,
}

/// The outcomes of users, in their order, and whether every new one was counted.
struct Outcomes {
    outcomes: Vec<Result<ImportOutcome, Error>>,
    counted: bool,
}

impl Writer<'_> {
    /// Writes the valid rows of a batch.
    pub async fn write(&self, mut rows: Vec<Row>) -> Outcome<Written> {
        if let Some(teams) = self.teams {
            teams.check(&mut rows).await?;
        }
        let bytes = rows.iter().map(|row| row.bytes).sum();
        let (mut lines, mut sent) = (Vec::with_capacity(rows.len()), Sent::default());
        for row in rows {
            lines.push(self.line_of(row, lines.len(), &mut sent));
        }
        let Sent { places, mut users, passwords, teams } = sent;
        mark(&mut users, &passwords);
        let Outcomes { outcomes, counted } = if self.options.dry_run {
            let outcomes = self.look_up(&users).await?;
            Outcomes { outcomes: outcomes.into_iter().map(Ok).collect(), counted: true }
        } else {
            let without_password = self.hash(&mut users, passwords).await?;
            let mut outcomes = self.import(&users).await?;
            for n in without_password {
                if matches!(outcomes.outcomes[n], Ok(ImportOutcome::Known)) {
                    outcomes.outcomes[n] = Ok(ImportOutcome::KnownWithoutPassword);
                }
            }
            outcomes
        };
        let mut teams_of_users = Vec::new();
        for ((place, outcome), teams) in places.into_iter().zip(outcomes).zip(teams) {
            let line: &mut ReportLine = &mut lines[place];
            if matches!(outcome, Ok(ImportOutcome::KnownWithoutPassword)) {
                line.notes.push(Note::loss(NoteKind::Password, PASSWORD_NOT_TAKEN));
                line.has_password = false;
            }
            (line.outcome, line.reason) = self.result(outcome);
            if line.outcome.is_in() {
                teams_of_users.push(teams);
            } else {
                line.notes.clear();
            }
        }
        Ok(Written { lines, teams: teams_of_users, bytes, counted })
    }

    /// The line of the report for the row at this place of a batch. The user of a valid row is sent to the table first.
    fn line_of(&self, row: Row, place: usize, sent: &mut Sent) -> ReportLine {
        let file = self.file_names.get(row.file).cloned();
        let (outcome, reason, id, notes, has_password) = match row.user {
            Err(RowError { status, reason, id }) => (status, Some(reason), id, Vec::new(), false),
            Ok(valid) => {
                let user = valid.import_user;
                let has_password = user.user.password.is_some() || valid.plain_password.is_some();
                let id = Some(user.user.id.clone());
                sent.places.push(place);
                sent.users.push(user);
                sent.passwords.push(valid.plain_password);
                sent.teams.push(valid.teams.into_iter().map(|team| team.id).collect());
                (RowStatus::Failed, None, id, valid.notes, has_password)
            }
        };
        ReportLine { line: row.line, file, outcome, reason, id, notes, has_password }
    }

    /// Hashes the passwords of the users that are not in the table yet. Returns the users that are there without a password.
    async fn hash(&self, users: &mut [ImportUser], passwords: Vec<Option<Password>>) -> Outcome<Vec<usize>> {
        if passwords.iter().all(Option::is_none) {
            return Ok(Vec::new());
        }
        // If the table cannot say who is new, everybody may be: the import that follows tries again.
        let before = self.look_up(users).await.unwrap_or_default();
        let is_new = |n: usize| before.get(n).is_none_or(|outcome| *outcome == ImportOutcome::New);
        let plain = passwords.into_iter().enumerate().filter_map(|(n, password)| Some((n, password?)));
        let hashes = plain.map(|(n, password)| {
            let password = is_new(n).then_some(password);
            async move {
                let Some(password) = password else { return Ok::<_, Failure>((n, None)) };
                Ok((n, Some(self.hasher.hash(password).await?)))
            }
        });
        for (n, hash) in try_join_all(hashes).await? {
            users[n].user.password = hash;
        }
        let outcomes = before.iter().enumerate();
        Ok(outcomes.filter(|(_, outcome)| **outcome == ImportOutcome::KnownWithoutPassword).map(|(n, _)| n).collect())
    }

    /// What an import of the users would do.
    async fn look_up(&self, users: &[ImportUser]) -> Result<Vec<ImportOutcome>, Error> {
        if self.looks_up.load(Ordering::Relaxed) {
            self.store.preview_import(&self.project.id, users).await
        } else {
            Ok(vec![ImportOutcome::New; users.len()])
        }
    }

    /// Sends users to the table once. What is sent again is looked up, because it may have been written.
    async fn send(&self, users: &[ImportUser], again: bool) -> Outcome<Result<ImportBatch, Error>> {
        let change = ambient::change()?;
        if again || self.looks_up.load(Ordering::Relaxed) {
            return Ok(self.store.import_users(self.project, users, &change).await);
        }
        let batch = self.store.import_into_empty(self.project, users, &change).await;
        // The project is not empty any more: somebody else creates users, too.
        let is_new = |outcome: &Result<ImportOutcome, Error>| matches!(outcome, Ok(ImportOutcome::New));
        if !batch.outcomes.iter().all(is_new) {
            self.looks_up.store(true, Ordering::Relaxed);
        }
        Ok(Ok(batch))
    }

    /// Sends users until the table has written or rejected each of them, or has been busy for half a minute.
    async fn import(&self, users: &[ImportUser]) -> Outcome<Outcomes> {
        let mut outcomes: Vec<Option<Result<ImportOutcome, Error>>> = users.iter().map(|_| None).collect();
        let mut counted = true;
        for attempt in 0..TRIES {
            let open: Vec<usize> = (0..users.len()).filter(|n| !matches!(outcomes[*n], Some(Ok(_)))).collect();
            if open.is_empty() {
                break;
            }
            if attempt > 0 {
                tokio::time::sleep(Duration::from_secs(1 << (attempt - 1))).await;
            }
            let sent: Vec<ImportUser> = open.iter().map(|n| users[*n].clone()).collect();
            match self.send(&sent, attempt > 0).await? {
                Ok(batch) => {
                    counted &= batch.counted;
                    for (n, outcome) in open.into_iter().zip(batch.outcomes) {
                        outcomes[n] = Some(outcome);
                    }
                }
                Err(Error::Unavailable(_) | Error::Contention) if attempt + 1 < TRIES => {}
                Err(error) => return Err(error.into()),
            }
        }
        let outcomes = outcomes.into_iter().map(|outcome| outcome.unwrap_or(Err(Error::Contention))).collect();
        Ok(Outcomes { outcomes, counted })
    }

    /// The status of a row whose user was sent, and the reason for it.
    fn result(&self, outcome: Result<ImportOutcome, Error>) -> (RowStatus, Option<String>) {
        let conflict = |reason: &str| (self.options.on_conflict.status(), Some(reason.to_owned()));
        match outcome {
            Ok(ImportOutcome::New) if self.options.dry_run => (RowStatus::Importable, None),
            Ok(ImportOutcome::New) => (RowStatus::Imported, None),
            Ok(ImportOutcome::Known | ImportOutcome::KnownWithoutPassword) => (RowStatus::Already, None),
            Ok(ImportOutcome::IdTaken) => conflict("another user has this id"),
            Ok(ImportOutcome::EmailTaken) => conflict("another user has this email"),
            Ok(ImportOutcome::PhoneTaken) => conflict("another user has this phone"),
            Err(error) => (RowStatus::Failed, Some(Failure::from(error).to_string())),
        }
    }
}

/// Gives the users with a password that is still to be hashed a hash that no password matches, so that the table is asked about users
/// with a password.
fn mark(users: &mut [ImportUser], passwords: &[Option<Password>]) {
    for (user, _) in users.iter_mut().zip(passwords).filter(|(_, password)| password.is_some()) {
        user.user.password = Some(HashCost::default().decoy());
    }
}
