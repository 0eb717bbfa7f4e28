//! Writes rows to the table, a batch at a time.

use super::options::ImportOptions;
use super::report::{ReportLine, RowStatus};
use super::rows::Row;
use super::source_user::RowError;
use roster::ambient;
use roster::failure::{Failure, Outcome};
use roster_core::{Error, Project, UserId};
use roster_store::{ImportOutcome, ImportUser, Store};
use std::time::Duration;

/// How often users are sent again when the table is too busy to write them. The pause before it doubles from one second.
const TRIES: u32 = 6;

/// Writes rows to the table, or finds out what would happen to them: a dry run.
pub struct Writer<'a> {
    /// The table.
    pub store: &'a Store,
    /// The project that the users are imported into.
    pub project: &'a Project,
    /// The options of the import.
    pub options: &'a ImportOptions,
}

/// The results of a batch of rows.
pub struct Written {
    /// One line for each row, in the order of the file.
    pub lines: Vec<ReportLine>,
    /// The share of the file that the rows are, in bytes.
    pub bytes: u64,
    /// Whether every new user was counted. If not, the project must be recounted.
    pub counted: bool,
}

/// A row whose user is sent to the table: what its line in the report needs.
struct SentRow {
    line: u64,
    id: UserId,
    note: Option<String>,
}

/// The outcomes of users, in their order, and whether every new one was counted.
struct Outcomes {
    outcomes: Vec<Result<ImportOutcome, Error>>,
    counted: bool,
}

impl Writer<'_> {
    /// Writes the valid rows of a batch.
    pub async fn write(&self, rows: Vec<Row>) -> Outcome<Written> {
        let bytes = rows.iter().map(|row| row.bytes).sum();
        let (mut lines, mut sent, mut users) = (Vec::with_capacity(rows.len()), Vec::new(), Vec::new());
        for Row { line, user, .. } in rows {
            match user {
                Ok(row) => {
                    sent.push(SentRow { line, id: row.import_user.user.id.clone(), note: row.note });
                    users.push(row.import_user);
                }
                Err(RowError { status, reason, id }) => {
                    lines.push(ReportLine { line, outcome: status, reason: Some(reason), id });
                }
            }
        }
        let Outcomes { outcomes, counted } = if self.options.dry_run {
            let outcomes = self.store.preview_import(&self.project.id, &users).await?;
            Outcomes { outcomes: outcomes.into_iter().map(Ok).collect(), counted: true }
        } else {
            self.import(&users).await?
        };
        lines.extend(sent.into_iter().zip(outcomes).map(|(row, outcome)| self.report(row, outcome)));
        lines.sort_by_key(|line| line.line);
        Ok(Written { lines, bytes, counted })
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
            match self.store.import_users(self.project, &sent, &ambient::change()?).await {
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

    /// The line of the report for a row that was sent.
    fn report(&self, row: SentRow, outcome: Result<ImportOutcome, Error>) -> ReportLine {
        let conflict = |reason: &str| (self.options.on_conflict.status(), Some(reason.to_owned()));
        let (outcome, reason) = match outcome {
            Ok(ImportOutcome::New) if self.options.dry_run => (RowStatus::Importable, row.note),
            Ok(ImportOutcome::New) => (RowStatus::Imported, row.note),
            Ok(ImportOutcome::Known) => (RowStatus::Already, None),
            Ok(ImportOutcome::IdTaken) => conflict("another user has this id"),
            Ok(ImportOutcome::EmailTaken) => conflict("another user has this email"),
            Ok(ImportOutcome::PhoneTaken) => conflict("another user has this phone"),
            Err(error) => (RowStatus::Failed, Some(Failure::from(error).to_string())),
        };
        ReportLine { line: row.line, outcome, reason, id: Some(row.id) }
    }
}
