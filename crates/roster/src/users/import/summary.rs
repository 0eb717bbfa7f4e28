//! What an import prints at its end, and the exit code.

use super::memberships::Joined;
use super::options::ImportOptions;
use super::report::{Counts, RowStatus};
use super::teams::TeamCounts;
use crate::users::source::NoteKind;
use roster::output::{Record, record};
use serde_json::{Map, Value, json};
use std::process::ExitCode;
use std::time::Duration;

/// The exit code of an import of all rows that has lost something of a user.
pub const WITH_LOSSES: u8 = 3;

/// What an import has done.
pub struct Summary<'a> {
    pub options: &'a ImportOptions,
    /// The name of the format.
    pub format: &'static str,
    pub counts: &'a Counts,
    /// The teams and memberships of the users, with `--teams-from`.
    pub teams: Option<TeamCounts>,
    /// What became of the memberships; a dry run creates none.
    pub joined: Option<&'a Joined>,
    pub took: Duration,
}

impl Summary<'_> {
    /// 1 if a row or a membership was left out, 3 if all rows are in and something of a user was lost, 0 otherwise.
    pub fn exit_code(&self) -> ExitCode {
        let has_failed = self.joined.is_some_and(|joined| joined.failed.0 > 0);
        if self.counts.is_bad() || has_failed {
            ExitCode::FAILURE
        } else if self.counts.with_losses > 0 && !self.options.allow_loss {
            ExitCode::from(WITH_LOSSES)
        } else {
            ExitCode::SUCCESS
        }
    }

    /// The fields that are printed.
    pub fn record(&self) -> Record {
        let counts = self.counts;
        let statuses = RowStatus::ALL.into_iter().map(|(status, name)| (name, json!(counts.of(status))));
        let mut fields: Record = statuses.collect();
        fields.push(("rows", json!(counts.rows())));
        fields.extend(self.losses());
        fields.extend(self.teams());
        let seconds = (self.took.as_secs_f64() * 10.0).round() / 10.0;
        let rest = [
            ("format", json!(self.format)),
            ("seconds", json!(seconds)),
            ("report", json!(self.options.report_path())),
        ];
        fields.extend(record(rest));
        fields
    }

    fn losses(&self) -> Record {
        let counts = self.counts;
        let notes = NoteKind::ALL.into_iter().map(|(kind, name)| (name.to_owned(), json!(counts.with_note(kind))));
        let notes: Map<String, Value> = notes.filter(|(_, number)| *number != 0).collect();
        let notes = if notes.is_empty() { Value::Null } else { Value::Object(notes) };
        let mut fields = record([
            ("notes", notes),
            ("withLosses", json!(counts.with_losses)),
            ("withoutPassword", json!(counts.without_password)),
        ]);
        let reason = why_without_passwords(self.format).filter(|_| counts.without_password > 0);
        fields.extend(reason.map(|reason| ("withoutPasswordBecause", json!(reason))));
        fields
    }

    fn teams(&self) -> Record {
        let Some(teams) = self.teams else { return Record::new() };
        let names = json!({ "new": teams.new, "already": teams.already, "refused": teams.refused });
        let mut memberships = json!({ "wanted": teams.memberships });
        if let Some(joined) = self.joined {
            memberships["created"] = json!(joined.created);
            memberships["already"] = json!(joined.already);
            memberships["failed"] = json!(joined.failed.0);
        }
        record([("teams", names), ("memberships", memberships)])
    }
}

/// Why users of a system may have no password in its files, where that is known.
fn why_without_passwords(format: &str) -> Option<&'static str> {
    match format {
        "cognito" => Some("Amazon Cognito exports no passwords and no hashes"),
        // firebase-tools 15.34.2: `auth:export` writes hash and salt only of accounts whose `version` is 0.
        "firebase" => Some(
            "they sign in without one, or firebase auth:export has left out the hash: it does that for accounts that \
             were imported into Firebase and have not signed in since",
        ),
        _ => None,
    }
}
