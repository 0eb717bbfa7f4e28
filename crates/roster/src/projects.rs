//! `roster projects`: isolated sets of users, each with its own API keys.

use crate::connection::Connection;
use crate::identifier::{self, Shown};
use crate::moment::{Moment, rfc3339};
use crate::providers;
use crate::rules::{self, RuleOptions};
use crate::templates;
use roster::ambient;
use roster::create::{create_key, new_jwt_key, new_project, new_secret};
use roster::failure::{Failure, Outcome};
use roster::output::{Output, Record, record};
use roster::progress::Progress;
use roster_core::{ListIndexes, MemberField, Name, OnPasswordChange, Project, ProjectId, Scope, Slice};
use roster_store::Store;
use serde_json::json;
use std::io::{self, Write as _};
use std::time::Duration;

/// The shortest time between the command and the start of a new slice: longer than functions cache the settings of a project.
const WIDEN_DELAY: Duration = Duration::from_mins(2);

/// How long functions cache the settings of a project, and half as long again.
const CACHED: Duration = Duration::from_secs(90);

/// The commands of `roster projects`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Create a project.
    Create {
        /// The name of the project.
        #[arg(long, value_parser = identifier::name)]
        name: Name,
        /// The id that callers send as X-Appwrite-Project [default: a random one]
        #[arg(long, value_parser = identifier::project_id)]
        id: Option<ProjectId>,
        /// Create an API key with all scopes as well; its secret is shown once, now.
        #[arg(long)]
        with_key: bool,
    },
    /// List all projects.
    List,
    /// Change the name, the web origins or the settings of a project.
    #[command(group = clap::ArgGroup::new("change").required(true).multiple(true))]
    Update {
        /// The id of the project.
        #[arg(value_parser = identifier::project_id)]
        project: ProjectId,
        /// The new name.
        #[arg(long, value_parser = identifier::name, group = "change")]
        name: Option<Name>,
        /// The web origins from which web pages and apps may call, separated by commas: https://example.com,
        /// https://*.example.com, appwrite-ios://com.example.app. They replace the present ones; localhost needs no entry.
        #[arg(long, value_delimiter = ',', num_args = 0.., value_parser = identifier::origin, group = "change")]
        origins: Option<Vec<String>>,
        /// What the members of a team see of each other: fields separated by commas (userId, userEmail, userPhone, userName,
        /// userMFA, userAccessedAt), "all", "none", or "default": nothing in the 1.x dialect, all in 0.15.
        #[arg(long, value_name = "FIELDS", value_parser = identifier::shown_fields, group = "change")]
        memberships_privacy: Option<Shown>,
        /// What happens to the other sessions of a user whose password changes. by-dialect (the default): they end in the 1.x
        /// dialect and stay valid in 0.15; keep-sessions: they stay valid; end-sessions: they end.
        #[arg(long, value_name = "SETTING", value_parser = identifier::on_password_change, group = "change")]
        on_password_change: Option<OnPasswordChange>,
        #[command(flatten)]
        rules: Box<RuleOptions>,
        /// The indexes of the list of users that the project keeps, separated by commas, or "none". name, email: lists of any
        /// length can be read in this order; emailVerification, phoneVerification: lists can be filtered by it among any number
        /// of users. Each costs 2 write units for a new user, and 4 for a change of the value. Run `reindex` after it.
        #[arg(long, value_name = "INDEXES", value_parser = identifier::indexes, group = "change")]
        index: Option<ListIndexes>,
    },
    /// Delete a project with all its users and API keys; after an interruption, run it again.
    Delete {
        /// The id of the project.
        #[arg(value_parser = identifier::project_id)]
        project: ProjectId,
        /// Do not ask for confirmation.
        #[arg(long)]
        yes: bool,
        /// How long to wait for functions that have the project in their cache and still write.
        #[arg(long, default_value = "90s", value_name = "SPAN", value_parser = humantime::parse_duration)]
        settle: Duration,
    },
    /// Spread new users over more shards, so that more can sign up per second; existing users stay where they are.
    Widen {
        /// The id of the project.
        #[arg(value_parser = identifier::project_id)]
        project: ProjectId,
        /// The number of shards; one takes some 950 sign-ups per second.
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..=i64::from(Slice::MAX_SHARDS)))]
        shards: u16,
        /// When the shards are used from: at least two minutes from now, when no function has the old settings in its cache.
        #[arg(long, value_name = "WHEN", default_value = "2m")]
        since: Moment,
    },
    /// Replace the key for the JWTs of a project; existing JWTs become invalid within a minute.
    Rekey {
        /// The id of the project.
        #[arg(value_parser = identifier::project_id)]
        project: ProjectId,
    },
    /// Count the users of a project and correct the stored total.
    Recount {
        /// The id of the project.
        #[arg(value_parser = identifier::project_id)]
        project: ProjectId,
    },
    /// Rebuild the search index of a project, and the indexes that it keeps; after an interruption, run it again.
    Reindex {
        /// The id of the project.
        #[arg(value_parser = identifier::project_id)]
        project: ProjectId,
    },
    /// Replace the texts of emails and text messages of a project.
    #[command(subcommand)]
    Templates(templates::Command),
}

/// Runs one of the commands.
pub async fn run(command: Command, connection: &Connection, output: Output) -> Outcome {
    let store = &connection.store;
    match command {
        Command::Create { name, id, with_key } => create(name, id, with_key, store, output).await,
        Command::List => {
            let projects = store.list_projects().await?;
            output.many(&projects.iter().map(describe).collect::<Vec<_>>())
        }
        Command::Update { project, name, origins, memberships_privacy, on_password_change, rules, index } => {
            if name.is_some() || origins.is_some() {
                store.update_project(&project, name, origins, &ambient::change()?).await?;
            }
            if let Some(Shown(shown)) = memberships_privacy {
                store.set_memberships_privacy(&project, shown, &ambient::change()?).await?;
            }
            if let Some(setting) = on_password_change {
                store.set_on_password_change(&project, setting, &ambient::change()?).await?;
            }
            if !rules.is_empty() {
                store.update_rules(&project, |known| rules.apply(known), &ambient::change()?).await?;
            }
            if let Some(indexes) = index {
                store.set_indexes(&project, indexes, &ambient::change()?).await?;
            }
            output.one(&describe(&store.get_project(&project).await?))
        }
        Command::Delete { project, yes, settle } => delete(&project, yes, settle, connection, output).await,
        Command::Widen { project, shards, since } => widen(&project, shards, since, store, output).await,
        Command::Rekey { project } => {
            let rekeyed = store.rekey_project(&project, &new_jwt_key()?, &ambient::change()?).await?;
            output.one(&describe(&rekeyed))
        }
        Command::Recount { project } => recount(&project, store, output).await,
        Command::Reindex { project } => reindex(&project, store, output).await,
        Command::Templates(command) => templates::run(command, store, output).await,
    }
}

async fn create(name: Name, id: Option<ProjectId>, with_key: bool, store: &Store, output: Output) -> Outcome {
    let change = ambient::change()?;
    let id = match id {
        Some(id) => id,
        None => ProjectId::generate(change.at, u64::from_be_bytes(ambient::random()?)),
    };
    let project = new_project(id, name)?;
    store.create_project(&project, &change).await?;
    let mut shown = describe(&project);
    if with_key {
        let secret = new_secret()?;
        let name = Name::parse("first key").unwrap_or_default();
        let key = create_key(store, &project.id, name, &secret, Scope::ALL.to_vec(), None).await?;
        shown.extend([("keyId", json!(key.id.as_str())), ("secret", json!(secret.reveal()))]);
    }
    output.one(&shown)
}

async fn delete(project: &ProjectId, yes: bool, settle: Duration, connection: &Connection, output: Output) -> Outcome {
    let store = &connection.store;
    if !yes && ask_for(project)? != project.as_str() {
        return Err(Failure::new("this is not the id of the project: nothing was deleted"));
    }
    store.close_project(project, &ambient::change()?).await?;
    let waiting = Progress::begin(format!("waiting {settle:?} for functions that have {project} in their cache"));
    tokio::time::sleep(settle).await;
    waiting.finish();
    let left = providers::remove_secrets(project, connection).await?;
    let progress = Progress::begin(format!("deleting the users of {project}"));
    let users = store.delete_project(project, &ambient::change()?, &mut |users| progress.count(users)).await?;
    progress.finish();
    let mut shown = record([("deleted", json!(project.as_str())), ("users", json!(users))]);
    if !left.is_empty() {
        eprintln!("roster: remove these client secrets by hand, or name their place by --provider-secrets next time");
        shown.push(("secretsLeft", json!(left)));
    }
    output.one(&shown)
}

/// Asks the operator to type the id, because the deletion cannot be undone.
fn ask_for(project: &ProjectId) -> Outcome<String> {
    let unreadable = |cause: io::Error| Failure::new(format!("cannot ask for the id of the project: {cause}"));
    eprint!("This deletes {project} with all its users and API keys. Type its id to continue: ");
    io::stderr().flush().map_err(unreadable)?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).map_err(unreadable)?;
    Ok(answer.trim().to_owned())
}

async fn widen(project: &ProjectId, shards: u16, since: Moment, store: &Store, output: Output) -> Outcome {
    let change = ambient::change()?;
    let since = since.resolve(change.at);
    if since < change.at.after(WIDEN_DELAY) {
        let earliest = rfc3339(change.at.after(WIDEN_DELAY));
        return Err(Failure::usage(format!("functions cache a project for a minute: choose {earliest} or later")));
    }
    let widened = store.widen_project(project, Slice { since, shards }, &change).await?;
    output.one(&describe(&widened))
}

async fn recount(project: &ProjectId, store: &Store, output: Output) -> Outcome {
    let progress = Progress::begin(format!("counting the users of {project}"));
    let users = store.recount_project(project).await?;
    progress.finish();
    output.one(&record([("project", json!(project.as_str())), ("users", json!(users))]))
}

async fn reindex(project: &ProjectId, store: &Store, output: Output) -> Outcome {
    wait_for_indexes(project, store).await?;
    let progress = Progress::begin(format!("indexing the users of {project}"));
    let users = store.reindex_project(project, &ambient::change()?, &mut |users| progress.count(users)).await?;
    progress.finish();
    output.one(&record([("project", json!(project.as_str())), ("users", json!(users))]))
}

/// Functions that still have the former setting in their cache would create users without the new indexes.
async fn wait_for_indexes(project: &ProjectId, store: &Store) -> Outcome {
    let known = store.get_project(project).await?;
    if known.complete_indexes == known.indexes {
        return Ok(());
    }
    let (now, end) = (ambient::change()?.at.as_millis(), known.indexes_set_at.after(CACHED).as_millis());
    if let Some(left) = end.checked_sub(now).filter(|left| *left > 0) {
        let waiting = Progress::begin(format!("waiting for functions that have {project} in their cache"));
        tokio::time::sleep(Duration::from_millis(left)).await;
        waiting.finish();
    }
    Ok(())
}

/// The fields of a project, without the key for its JWTs.
fn describe(project: &Project) -> Record {
    let slices = project.slices.iter().map(|slice| json!({ "since": rfc3339(slice.since), "shards": slice.shards }));
    record([
        ("id", json!(project.id.as_str())),
        ("name", json!(project.name.as_str())),
        ("origins", json!(project.origins)),
        (
            "membershipsPrivacy",
            json!(project.memberships.map(|shown| shown.iter().map(MemberField::as_str).collect::<Vec<_>>())),
        ),
        ("onPasswordChange", json!(project.on_password_change.as_str())),
        ("rules", rules::describe(&project.rules)),
        ("indexes", json!(project.indexes.iter().collect::<Vec<_>>())),
        ("indexesComplete", json!(project.complete_indexes == project.indexes)),
        ("slices", slices.collect()),
        ("deleting", json!(project.deleting)),
        ("createdAt", json!(rfc3339(project.created_at))),
    ])
}

#[cfg(test)]
mod tests;
