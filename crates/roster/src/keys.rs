//! `roster keys`: the API keys with which servers call.

use crate::connection::Connection;
use crate::identifier;
use crate::moment::{Moment, rfc3339};
use roster::ambient;
use roster::create::{create_key, new_secret};
use roster::failure::{Failure, Outcome};
use roster::output::{Output, Record, record};
use roster_core::{ApiKey, KeyId, KeySecret, Name, ProjectId, Scope};
use roster_store::Store;
use serde_json::{Value, json};
use std::io::{self, Read as _};
use std::str::FromStr;

/// The commands of `roster keys`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Create an API key; its secret is shown once, now.
    Create(CreateKey),
    /// List the API keys of a project, without their secrets.
    List {
        /// The id of the project.
        #[arg(long, value_parser = identifier::project_id)]
        project: Option<ProjectId>,
    },
    /// Revoke an API key; functions that have it in their cache accept it for up to a minute more.
    Revoke {
        /// The id of the API key, as `roster keys list` shows it.
        #[arg(value_parser = identifier::key_id)]
        key: KeyId,
        /// The id of the project.
        #[arg(long, value_parser = identifier::project_id)]
        project: Option<ProjectId>,
    },
}

/// Arguments of `roster keys create`.
#[derive(Debug, clap::Args)]
pub struct CreateKey {
    /// The id of the project that the API key gives access to.
    #[arg(long, value_parser = identifier::project_id)]
    project: Option<ProjectId>,
    /// The name of the API key.
    #[arg(long, value_parser = identifier::name)]
    name: Name,
    /// The scopes of the API key, separated by commas: users.read, users.write, sessions.read, sessions.write, teams.read,
    /// teams.write, health.read, or `all`.
    #[arg(long)]
    scopes: Scopes,
    /// When the API key expires: after a time (30d, 12h) or on a date (2027-01-31T12:00:00Z) [default: never]
    #[arg(long, value_name = "WHEN")]
    expires: Option<Moment>,
    /// Read an existing secret from standard input, for instance of an Appwrite key, instead of creating one.
    #[arg(long)]
    secret_stdin: bool,
}

/// The scopes of an API key, as an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes(pub Vec<Scope>);

impl FromStr for Scopes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self(Scope::ALL.to_vec()));
        }
        let parse = |name: &str| Scope::parse(name.trim()).map_err(|_| format!("unknown scope `{}`", name.trim()));
        let mut scopes = text.split(',').map(parse).collect::<Result<Vec<_>, _>>()?;
        scopes.sort_unstable();
        scopes.dedup();
        Ok(Self(scopes))
    }
}

/// Runs one of the commands.
pub async fn run(command: Command, connection: &Connection, output: Output) -> Outcome {
    match command {
        Command::Create(arguments) => create(arguments, connection, output).await,
        Command::List { project } => list(&connection.project(project)?, &connection.store, output).await,
        Command::Revoke { key, project } => {
            connection.store.revoke_key(&connection.project(project)?, &key, &ambient::change()?).await?;
            output.one(&record([("revoked", json!(key.as_str()))]))
        }
    }
}

async fn create(arguments: CreateKey, connection: &Connection, output: Output) -> Outcome {
    let project = connection.project(arguments.project)?;
    let given = if arguments.secret_stdin { Some(read_secret()?) } else { None };
    let expires_at = arguments.expires.map(|moment| moment.resolve(ambient::now()));
    let secret = given.clone().map_or_else(new_secret, Ok)?;
    let key = create_key(&connection.store, &project, arguments.name, &secret, arguments.scopes.0, expires_at).await?;
    let mut shown = describe(&key);
    if given.is_none() {
        shown.push(("secret", json!(secret.reveal())));
    }
    output.one(&shown)
}

async fn list(project: &ProjectId, store: &Store, output: Output) -> Outcome {
    let keys = store.list_keys(project).await?;
    output.many(&keys.iter().map(describe).collect::<Vec<_>>())
}

fn read_secret() -> Outcome<KeySecret> {
    let mut text = String::new();
    let unreadable = |cause: io::Error| Failure::new(format!("cannot read the secret from standard input: {cause}"));
    io::stdin().read_to_string(&mut text).map_err(unreadable)?;
    KeySecret::parse(text.trim()).ok_or_else(|| {
        Failure::new("standard input is not a valid secret: it must be one line of at most 512 visible characters")
    })
}

fn describe(key: &ApiKey) -> Record {
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
    record([
        ("id", json!(key.id.as_str())),
        ("project", json!(key.project.as_str())),
        ("name", json!(key.name.as_str())),
        ("scopes", json!(scopes)),
        ("expiresAt", key.expires_at.map_or(Value::Null, |end| json!(rfc3339(end)))),
        ("createdAt", json!(rfc3339(key.created_at))),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use roster_core::Timestamp;

    #[test]
    fn scopes_are_separated_by_commas_or_are_all() {
        let scopes: Scopes = "users.write, users.read,users.read".parse().unwrap();
        assert_eq!(scopes, Scopes(vec![Scope::UsersRead, Scope::UsersWrite]));
        assert_eq!("all".parse::<Scopes>().unwrap().0.len(), Scope::ALL.len());
    }

    #[test]
    fn an_unknown_scope_is_reported() {
        assert_eq!("users.read,users".parse::<Scopes>().unwrap_err(), "unknown scope `users`");
        assert!("".parse::<Scopes>().is_err());
    }

    #[test]
    fn a_key_is_described_without_its_secret() {
        let secret = KeySecret::create([7; 32]);
        let key = ApiKey {
            id: KeyId::parse("k1").unwrap(),
            project: ProjectId::parse("shop").unwrap(),
            name: Name::parse("server").unwrap(),
            hash: secret.hash(),
            scopes: vec![Scope::UsersRead],
            expires_at: None,
            created_at: Timestamp::from_secs(1_801_396_800),
        };
        let expected = record([
            ("id", json!("k1")),
            ("project", json!("shop")),
            ("name", json!("server")),
            ("scopes", json!(["users.read"])),
            ("expiresAt", Value::Null),
            ("createdAt", json!("2027-01-31T12:00:00Z")),
        ]);
        assert_eq!(describe(&key), expected);
    }
}
