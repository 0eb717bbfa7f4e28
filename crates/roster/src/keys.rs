//! `roster keys`: what servers call with.

use crate::connection::Connection;
use crate::identifier;
use crate::moment::{Moment, rfc3339};
use roster::ambient;
use roster::create::{create_key, new_secret};
use roster::failure::{Failure, Outcome};
use roster::output::{Output, Record, record};
use roster_core::{ApiKey, KeyId, KeySecret, Name, ProjectId, Scope, Timestamp};
use roster_store::Store;
use serde_json::{Value, json};
use std::io::{self, Read as _};
use std::str::FromStr;

/// The commands of `roster keys`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Create a key; its secret is shown now and never again.
    Create(CreateKey),
    /// List the keys of a project, without their secrets.
    List {
        /// The id of the project.
        #[arg(long, value_parser = identifier::project_id)]
        project: Option<ProjectId>,
    },
    /// Revoke a key; functions that know it may accept it for up to a minute more.
    Revoke {
        /// The id of the key, as `roster keys list` shows it.
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
    /// The id of the project that the key opens.
    #[arg(long, value_parser = identifier::project_id)]
    project: Option<ProjectId>,
    /// What people call the key.
    #[arg(long, value_parser = identifier::name)]
    name: Name,
    /// What the key may do: `all`, or some of users.read, users.write, sessions.read, sessions.write, teams.read,
    /// teams.write and health.read, with commas between them.
    #[arg(long)]
    scopes: Scopes,
    /// When the key ends: in a while (30d, 12h) or on a day (2027-01-31T12:00:00Z); never, unless given.
    #[arg(long, value_name = "WHEN")]
    expires: Option<Moment>,
    /// Take the secret of a key that exists, from Appwrite for instance, from standard input.
    #[arg(long)]
    secret_stdin: bool,
}

/// What a key may do, as it is given on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes(pub Vec<Scope>);

impl Scopes {
    /// Everything.
    pub fn all() -> Self {
        Self(Scope::ALL.to_vec())
    }
}

impl FromStr for Scopes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self::all());
        }
        let parse = |name: &str| Scope::parse(name.trim()).map_err(|_| format!("no scope is called `{}`", name.trim()));
        let mut scopes = text.split(',').map(parse).collect::<Result<Vec<_>, _>>()?;
        scopes.sort_unstable();
        scopes.dedup();
        Ok(Self(scopes))
    }
}

/// Carries out one of the commands.
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
    let brought = if arguments.secret_stdin { Some(read_secret()?) } else { None };
    let expires_at = arguments.expires.map(|moment| moment.resolve(ambient::now()));
    let secret = brought.clone().map_or_else(new_secret, Ok)?;
    let key = create_key(&connection.store, &project, arguments.name, &secret, arguments.scopes.0, expires_at).await?;
    let mut shown = describe(&key);
    if brought.is_none() {
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
        Failure::new("what came on standard input cannot be a key: one line of at most 512 visible characters")
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

    #[test]
    fn scopes_are_named_with_commas_or_all_at_once() {
        let scopes: Scopes = "users.write, users.read,users.read".parse().unwrap();
        assert_eq!(scopes, Scopes(vec![Scope::UsersRead, Scope::UsersWrite]));
        assert_eq!("all".parse::<Scopes>().unwrap().0.len(), Scope::ALL.len());
    }

    #[test]
    fn an_unknown_scope_is_named() {
        assert_eq!("users.read,users".parse::<Scopes>().unwrap_err(), "no scope is called `users`");
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
