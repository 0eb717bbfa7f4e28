//! The options of `roster users import`.

use super::labels::LabelSource;
use super::report::RowStatus;
use crate::identifier;
use crate::users::formats::{FirebaseParameters, Format, TableOptions};
use crate::users::source::Usernames;
use roster_core::ProjectId;
use std::path::PathBuf;

/// Arguments of `roster users import`.
#[derive(Debug, clap::Args)]
pub struct ImportOptions {
    /// The file, or several that belong together: JSON, CSV or a dump of PostgreSQL, plain or compressed (gzip, zip); or a directory.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The system that wrote the file [default: the one that the file looks like].
    #[arg(long)]
    pub format: Option<Format>,
    /// The id of the project that the users are imported into.
    #[arg(long, value_parser = identifier::project_id)]
    pub project: Option<ProjectId>,
    /// Only report what an import would do with every row.
    #[arg(long)]
    pub dry_run: bool,
    /// What to do with a row whose id, email or phone another user has. No user is ever overwritten.
    #[arg(long, value_enum, default_value = "refuse")]
    pub on_conflict: OnConflict,
    /// Import users without a password when their hash is of an unknown kind, or too expensive to verify.
    #[arg(long)]
    pub drop_unknown_hashes: bool,
    /// What becomes of the user name of a user who has no email and no phone. Nobody can sign in with a user name.
    #[arg(long, value_enum, default_value = "id")]
    pub usernames: Usernames,
    /// Make labels of these: of their letters and digits.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "SOURCES")]
    pub labels_from: Vec<LabelSource>,
    /// Make teams of these, with the users as their members, after all users are imported.
    #[arg(long, value_enum, value_name = "SOURCE")]
    pub teams_from: Option<TeamSource>,
    /// What to do with a team that has the id of a group, and was not made by an import from the same system.
    #[arg(long, value_enum, default_value = "refuse")]
    pub existing_teams: ExistingTeams,
    /// End with exit code 0, not 3, when something of an imported user is lost.
    #[arg(long)]
    pub allow_loss: bool,
    /// The report: the result of every row, as lines of JSON [default: the name of the first file with .report.ndjson appended].
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// How many batches of users are written at the same time.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub parallel: u8,
    #[command(flatten)]
    pub read: ReadOptions,
}

/// How records are read.
#[derive(Debug, Clone, clap::Args)]
pub struct ReadOptions {
    #[command(flatten)]
    pub firebase: FirebaseParameters,
    #[command(flatten)]
    pub table: TableOptions,
    /// Keycloak: only the users of this realm, of a file with several.
    #[arg(long)]
    pub realm: Option<String>,
    /// Dumps of PostgreSQL: the table with the users, or several [default: the one whose columns look like it].
    #[arg(long, value_name = "TABLES")]
    pub dump_table: Option<String>,
}

impl ImportOptions {
    /// The path of the report.
    pub fn report_path(&self) -> PathBuf {
        let mut default = self.files.first().cloned().unwrap_or_default().into_os_string();
        default.push(".report.ndjson");
        self.report.clone().unwrap_or_else(|| default.into())
    }
}

/// What to do with a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum OnConflict {
    /// Report it, continue, and end with exit code 1.
    Refuse,
    /// Report it and continue.
    Skip,
    /// Stop at the first one.
    Stop,
}

impl OnConflict {
    /// The status of a row with a conflict.
    pub fn status(self) -> RowStatus {
        if self == Self::Skip { RowStatus::Skipped } else { RowStatus::Refused }
    }
}

/// What becomes teams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum TeamSource {
    /// The groups of users.
    Groups,
}

/// What to do with a team that no import from the same system has made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ExistingTeams {
    /// Nobody joins it; a note of every user says so.
    Refuse,
    /// The users join it.
    Join,
}
