//! `roster providers`: the providers with which the users of a project sign in.
//!
//! The table has what is not secret; the client secret is in Secrets Manager, or in a file of a stack on this machine. It is
//! written first and removed last: a configuration never exists without it, and a command that was interrupted can be repeated.

mod secrets;

pub use secrets::ClientSecrets;

use crate::connection::Connection;
use crate::identifier;
use crate::moment::rfc3339;
use roster::ambient;
use roster::failure::{Failure, Outcome};
use roster::output::{Output, Record, record};
use roster_core::{ProjectId, Provider, ProviderConfig};
use roster_providers::{check_config, check_secret, is_supported, options_of};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, BufRead as _, IsTerminal as _, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The largest client secret in bytes: Apple's, with a private key, has some 400.
const MAX_SECRET: usize = 8 * 1024;

/// The commands of `roster providers`.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Set up a provider, or change it. Functions use it within a minute, and a new secret within five.
    Set(Box<SetProvider>),
    /// List the providers of a project, without their secrets.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Remove a provider with its secret. Identities and sessions of users stay.
    Remove {
        #[command(flatten)]
        place: Place,
        /// The name of the provider.
        #[arg(value_parser = provider)]
        provider: Provider,
    },
}

/// The project, and the URL of its API.
#[derive(Debug, clap::Args)]
pub struct Place {
    /// The id of the project.
    #[arg(long, value_parser = identifier::project_id)]
    project: Option<ProjectId>,
    /// The URL of the API, to show the callback URL that the provider has to know: https://api.example.com/v1
    #[arg(long, value_name = "URL", env = "ROSTER_ENDPOINT", value_parser = api_url)]
    endpoint: Option<String>,
}

/// Arguments of `roster providers set`.
#[derive(Debug, clap::Args)]
pub struct SetProvider {
    #[command(flatten)]
    place: Place,
    /// The name of the provider: google, github, apple, microsoft, keycloak, oidc, …
    #[arg(value_parser = provider)]
    provider: Provider,
    /// The id that the provider gave to the application [default: the present one]
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
    /// The file with the client secret; `-` is the standard input. Apple: JSON with keyID, teamID and p8 [default: the present one]
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Read the client secret from standard input.
    #[arg(long, conflicts_with = "secret_file")]
    secret_stdin: bool,
    /// What else the provider needs, such as endpoint=https://login.example.com; an empty value removes it. Can be repeated.
    #[arg(long = "option", value_name = "NAME=VALUE", value_parser = option)]
    options: Vec<(String, String)>,
    /// Keep the configuration, but let nobody sign in with it. Without this argument the provider is enabled.
    #[arg(long)]
    disabled: bool,
}

/// Runs one of the commands.
pub async fn run(command: Command, connection: &Connection, output: Output) -> Outcome {
    match command {
        Command::Set(arguments) => set(*arguments, connection, output).await,
        Command::List { place } => list(place, connection, output).await,
        Command::Remove { place, provider } => remove(place, provider, connection, output).await,
    }
}

async fn set(arguments: SetProvider, connection: &Connection, output: Output) -> Outcome {
    let project = connection.project(arguments.place.project.clone())?;
    let (store, secrets, provider) = (&connection.store, connection.secrets().await?, arguments.provider);
    store.get_project(&project).await?;
    let known = store.provider(&project, provider).await?;
    let config = merged(&arguments, known)?;
    check_config(&config).map_err(Failure::usage)?;
    match given_secret(&arguments)? {
        Some(secret) => {
            check_secret(&provider, &secret).map_err(|fault| Failure::usage(format!("the client secret: {fault}")))?;
            secrets.put(&project, provider, &secret).await?;
        }
        None if secrets.exists(&project, provider).await? => {}
        None => return Err(Failure::usage("say where the client secret is: --secret-file FILE, or --secret-stdin")),
    }
    store.set_provider(&project, &config, &ambient::change()?).await?;
    let endpoint = endpoint(arguments.place.endpoint, connection);
    output.one(&describe(&config, true, &project, endpoint.as_deref()))
}

/// The present configuration with what the arguments change.
fn merged(arguments: &SetProvider, known: Option<ProviderConfig>) -> Outcome<ProviderConfig> {
    let (known_id, mut options) = known.map_or_else(Default::default, |known| (Some(known.client_id), known.options));
    let client_id = arguments.client_id.clone().or(known_id);
    let client_id = client_id.ok_or_else(|| Failure::usage("say the id of the application: --client-id ID"))?;
    for (name, value) in arguments.options.iter().cloned() {
        if value.is_empty() {
            options.remove(&name);
        } else {
            options.insert(name, value);
        }
    }
    let (enabled, updated_at) = (!arguments.disabled, ambient::now());
    Ok(ProviderConfig { provider: arguments.provider, client_id, enabled, options, updated_at })
}

async fn list(place: Place, connection: &Connection, output: Output) -> Outcome {
    let project = connection.project(place.project)?;
    connection.store.get_project(&project).await?;
    let secrets = connection.secrets().await?;
    let endpoint = endpoint(place.endpoint, connection);
    let mut shown = Vec::new();
    for config in connection.store.providers(&project).await? {
        let has_secret = secrets.exists(&project, config.provider).await?;
        shown.push(describe(&config, has_secret, &project, endpoint.as_deref()));
    }
    output.many(&shown)
}

async fn remove(place: Place, provider: Provider, connection: &Connection, output: Output) -> Outcome {
    let project = connection.project(place.project)?;
    let secrets = connection.secrets().await?;
    let is_known = connection.store.provider(&project, provider).await?.is_some();
    let has_secret = secrets.exists(&project, provider).await?;
    if !is_known && !has_secret {
        return Err(Failure::new(format!("the project has not set up {provider}")));
    }
    if is_known {
        connection.store.remove_provider(&project, provider, &ambient::change()?).await?;
    }
    secrets.remove(&project, provider).await?;
    output.one(&record([("removed", json!(provider.as_str())), ("project", json!(project.as_str()))]))
}

/// Removes the client secrets of a project that is deleted, while its items still name the providers. Returns those that are
/// left, as `<project>/<provider>`, because it is not known where they are.
pub async fn remove_secrets(project: &ProjectId, connection: &Connection) -> Outcome<Vec<String>> {
    let providers = connection.store.providers(project).await?;
    let Some(secrets) = connection.known_secrets().await else {
        return Ok(providers.iter().map(|config| format!("{project}/{}", config.provider)).collect());
    };
    for config in providers {
        secrets.remove(project, config.provider).await?;
    }
    Ok(Vec::new())
}

/// The secret that was given, without the end of its last line.
fn given_secret(arguments: &SetProvider) -> Outcome<Option<Zeroizing<String>>> {
    let standard_input = Path::new("-");
    match arguments.secret_file.as_deref() {
        None if arguments.secret_stdin => read_standard_input().map(Some),
        None => Ok(None),
        Some(path) if path == standard_input => read_standard_input().map(Some),
        Some(path) => {
            let name = path.display().to_string();
            let unreadable = |cause| Failure::new(format!("cannot read {name}: {cause}"));
            let mut file = File::open(path).map_err(unreadable)?;
            if file.metadata().is_ok_and(|known| known.is_file() && known.permissions().mode() & 0o077 != 0) {
                eprintln!("roster: other users of this machine can read {name}: delete it, or chmod 600");
            }
            read_secret(&name, &mut file).map(Some)
        }
    }
}

/// Reads the secret from standard input: all of it, or one line if somebody types it.
fn read_standard_input() -> Outcome<Zeroizing<String>> {
    let input = io::stdin();
    if !input.is_terminal() {
        return read_secret("standard input", &mut input.lock());
    }
    eprintln!("Type or paste the client secret, and press Enter:");
    let mut line = Zeroizing::new(String::new());
    let unreadable = |cause| Failure::new(format!("cannot read the client secret: {cause}"));
    input.lock().take(MAX_SECRET as u64 + 1).read_line(&mut line).map_err(unreadable)?;
    read_secret("standard input", &mut line.as_bytes())
}

fn read_secret(name: &str, from: &mut dyn io::Read) -> Outcome<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    let unreadable = |cause: io::Error| Failure::new(format!("cannot read the client secret from {name}: {cause}"));
    from.take(MAX_SECRET as u64 + 1).read_to_string(&mut text).map_err(unreadable)?;
    let secret = Zeroizing::new(text.trim().to_owned());
    if secret.is_empty() || text.len() > MAX_SECRET {
        return Err(Failure::new(format!(
            "{name} is not a client secret: it must be a text of at most {MAX_SECRET} bytes"
        )));
    }
    Ok(secret)
}

/// The URL of the API, if it is known.
fn endpoint(given: Option<String>, connection: &Connection) -> Option<String> {
    given.or_else(|| connection.endpoint.clone())
}

fn describe(config: &ProviderConfig, has_secret: bool, project: &ProjectId, endpoint: Option<&str>) -> Record {
    let callback = endpoint.map(|url| {
        let (url, provider) = (url.trim_end_matches('/'), config.provider);
        format!("{url}/account/sessions/oauth2/callback/{provider}/{project}")
    });
    record([
        ("provider", json!(config.provider.as_str())),
        ("clientId", json!(config.client_id)),
        ("enabled", json!(config.enabled)),
        ("secret", json!(if has_secret { "set" } else { "missing" })),
        ("options", json!(config.options)),
        ("callback", callback.map_or(Value::Null, Value::String)),
        ("updatedAt", json!(rfc3339(config.updated_at))),
    ])
}

/// The URL of an API: that of a callback follows it.
fn api_url(text: &str) -> Result<String, String> {
    let is_url = text.starts_with("https://") || text.starts_with("http://");
    let is_api = is_url && text.trim_end_matches('/').ends_with("/v1");
    if is_api {
        Ok(text.to_owned())
    } else {
        Err("it must be the URL of the API, such as https://api.example.com/v1".to_owned())
    }
}

fn provider(name: &str) -> Result<Provider, String> {
    let known = Provider::parse(name).filter(is_supported);
    known.ok_or_else(|| {
        let names: Vec<_> = Provider::all().into_iter().filter(is_supported).map(Provider::as_str).collect();
        format!("it must be one of {}", names.join(", "))
    })
}

fn option(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("it must be a name, =, and a value")?;
    let is_known = Provider::all().iter().flat_map(options_of).any(|rule| rule.name == name);
    if is_known { Ok((name.to_owned(), value.to_owned())) } else { Err(format!("no provider has an option {name}")) }
}

#[cfg(test)]
mod tests;
