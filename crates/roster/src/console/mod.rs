//! `roster console`: the web page for operators on this machine, with an API key that lives as long as the command.
//!
//! The browser gets a cookie and never the key: `gate` says which requests come from the page that this command has opened, and
//! `upstream` passes those on to the API with the key.

mod gate;
mod serve;
mod upstream;

use crate::connection::Connection;
use crate::identifier;
use crate::keys::Scopes;
use crate::moment::rfc3339;
use gate::Gate;
use roster::ambient;
use roster::create::{create_key, new_secret};
use roster::failure::{Failure, Outcome};
use roster::output::{Output, Record, record};
use roster::stop_signal::StopSignals;
use roster_console_files::{Console, Files, Settings};
use roster_core::{ApiKey, KeySecret, Name, ProjectId, Scope};
use serde_json::json;
use serve::Server;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;
use upstream::{ApiUrl, Upstream};

/// The longest life of the key: a working day.
const LONGEST: Duration = Duration::from_hours(8);
/// What `--read-only` allows.
const READS: [Scope; 3] = [Scope::UsersRead, Scope::SessionsRead, Scope::TeamsRead];
/// What the page can do.
const ALL: [Scope; 6] = [
    Scope::UsersRead,
    Scope::UsersWrite,
    Scope::SessionsRead,
    Scope::SessionsWrite,
    Scope::TeamsRead,
    Scope::TeamsWrite,
];

/// Arguments of `roster console`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The id of the project.
    #[arg(long, value_parser = identifier::project_id)]
    project: Option<ProjectId>,
    /// The URL of the API, such as https://api.example.com/v1 (the output Endpoint of the stack) [default: that of --local]
    #[arg(long, env = "ROSTER_ENDPOINT", value_name = "URL")]
    url: Option<ApiUrl>,
    /// Look, but change nothing: the scopes users.read, sessions.read and teams.read.
    #[arg(long, conflicts_with = "scopes")]
    read_only: bool,
    /// The scopes of the page's API key, separated by commas [default: all of users, sessions and teams]
    #[arg(long)]
    scopes: Option<Scopes>,
    /// The name of the API key, which the logs of users show [default: console, and the name of the user of this machine]
    #[arg(long, value_parser = identifier::name)]
    name: Option<Name>,
    /// How long the API key lives at most, up to 8h. It is revoked when the command ends.
    #[arg(long, value_name = "SPAN", default_value = "8h", value_parser = lifetime)]
    expires: Duration,
    /// The port on 127.0.0.1 [default: any that is free]
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// The folder of the page's files [default: those in this program]
    #[arg(long, value_name = "DIR", hide = true)]
    files: Option<PathBuf>,
}

/// Serves the page until a signal comes or the key has expired, and revokes the key, however it ends.
pub async fn run(options: Options, connection: &Connection, output: Output) -> Outcome {
    let files = options.files()?;
    let project = connection.project(options.project.clone())?;
    let url = options.api(connection)?;
    let mut signals = StopSignals::listen()?;
    let listener = claim(options.port)?;
    let secret = new_secret()?;
    let upstream = Upstream::connect(url, &project, &secret)?;
    let key = mint(&options, connection, &project, &secret).await?;
    // From here on there is a key, so every way leads to `revoke`.
    let outcome = tokio::select! {
        () = signals.received() => Ok(()),
        () = tokio::time::sleep(options.expires) => Ok(()),
        outcome = open(listener, files, upstream, &key, output) => outcome,
    };
    let revoked = revoke(connection, &key).await;
    outcome.and(revoked)
}

const NOT_BUILT: &str =
    "this program was compiled without the console: run scripts/console build, and compile it again";

impl Options {
    fn files(&self) -> Outcome<Files> {
        let given = self.files.clone().map(Files::Folder);
        let files = given.or_else(Files::of_program).filter(Files::are_built);
        files.ok_or_else(|| Failure::new(NOT_BUILT))
    }

    fn api(&self, connection: &Connection) -> Outcome<ApiUrl> {
        let of_stack = || connection.endpoint.as_deref().and_then(|url| url.parse().ok());
        let given = self.url.clone().or_else(of_stack);
        given.ok_or_else(|| {
            Failure::usage(
                "say where the API is: --url https://... (the output Endpoint of the stack), or ROSTER_ENDPOINT",
            )
        })
    }

    fn scopes(&self) -> Vec<Scope> {
        match &self.scopes {
            Some(scopes) => scopes.0.clone(),
            None if self.read_only => READS.to_vec(),
            None => ALL.to_vec(),
        }
    }

    fn name(&self) -> Name {
        let default = || Name::parse(format!("console {}", ambient::user_name()).trim_end()).unwrap_or_default();
        self.name.clone().unwrap_or_else(default)
    }
}

/// Claims the port before there is a key.
fn claim(port: u16) -> Outcome<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    listener.map_err(|cause| Failure::new(format!("port {port} of this machine cannot be used: {cause}")))
}

async fn mint(options: &Options, connection: &Connection, project: &ProjectId, secret: &KeySecret) -> Outcome<ApiKey> {
    let end = ambient::now().after(options.expires);
    create_key(&connection.store, project, options.name(), secret, options.scopes(), Some(end)).await
}

/// Prints the link and serves the page.
async fn open(listener: TcpListener, files: Files, upstream: Upstream, key: &ApiKey, output: Output) -> Outcome {
    let unusable = |cause: std::io::Error| Failure::new(format!("the port cannot be used: {cause}"));
    let listener = tokio::net::TcpListener::from_std(listener).map_err(unusable)?;
    let end = key.expires_at.unwrap_or_default();
    let lifetime = Duration::from_secs(end.as_secs().saturating_sub(key.created_at.as_secs()));
    let (gate, link) = Gate::open(listener.local_addr().map_err(unusable)?.port(), lifetime)?;
    let settings = Settings {
        endpoint: gate.path_of_the_api(),
        project: key.project.to_string(),
        session: key.name.as_str().to_owned(),
        ..Settings::default()
    };
    output.one_or(&describe(key, &link), || text(key, &link))?;
    Server::new(gate, Console::new(files, settings), upstream).serve(listener).await
}

fn describe(key: &ApiKey, link: &str) -> Record {
    record([
        ("link", json!(link)),
        ("key", json!(key.id.as_str())),
        ("name", json!(key.name.as_str())),
        ("scopes", json!(key.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>())),
        ("expiresAt", json!(key.expires_at.map(rfc3339))),
    ])
}

fn text(key: &ApiKey, link: &str) -> String {
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
    format!(
        "
The console of the project {}:

  {link}

The link works once. Its API key {}, \"{}\", has the scopes {}. It is revoked when this command ends: by Ctrl-C, and in any case
at {}.
",
        key.project,
        key.id,
        key.name.as_str(),
        scopes.join(", "),
        key.expires_at.map(rfc3339).unwrap_or_default(),
    )
}

async fn revoke(connection: &Connection, key: &ApiKey) -> Outcome {
    let id = &key.id;
    connection.store.revoke_key(&key.project, id, &ambient::change()?).await.map_err(|error| {
        let end = key.expires_at.map(rfc3339).unwrap_or_default();
        let cause = Failure::from(error);
        Failure::new(format!(
            "the API key {id} could not be revoked ({cause}): it expires at {end}; roster keys revoke {id}"
        ))
    })?;
    eprintln!("the API key {id} is revoked");
    Ok(())
}

fn lifetime(text: &str) -> Result<Duration, String> {
    let span = humantime::parse_duration(text).map_err(|cause| cause.to_string())?;
    let is_possible = span >= Duration::from_secs(1) && span <= LONGEST;
    if is_possible { Ok(span) } else { Err("1s to 8h".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    fn parse(line: &str) -> Result<Options, clap::Error> {
        Line::try_parse_from(std::iter::once("console").chain(line.split_whitespace())).map(|line| line.options)
    }

    #[test]
    fn the_scopes_are_those_of_the_page_or_as_asked_for() {
        assert_eq!(parse("--project shop").unwrap().scopes(), ALL);
        assert_eq!(parse("--project shop --read-only").unwrap().scopes(), READS);
        assert_eq!(parse("--project shop --scopes users.read").unwrap().scopes(), [Scope::UsersRead]);
        assert!(parse("--project shop --read-only --scopes users.write").is_err());
        let named = parse("--project shop --name ann").unwrap().name();
        assert_eq!(named.as_str(), "ann");
        assert!(parse("--project shop").unwrap().name().as_str().starts_with("console"));
    }

    #[test]
    fn a_key_lives_for_eight_hours_at_most() {
        assert_eq!(parse("").unwrap().expires, LONGEST);
        assert_eq!(parse("--expires 15m").unwrap().expires, Duration::from_mins(15));
        for wrong in ["9h", "0s", "1ms", "never", "8h1s"] {
            assert!(parse(&format!("--expires {wrong}")).is_err(), "{wrong}");
        }
    }
}
