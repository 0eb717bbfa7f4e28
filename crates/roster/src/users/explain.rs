//! `roster users explain`: how a list of users is read, and what that costs.

use crate::connection::Connection;
use crate::identifier;
use roster::ambient;
use roster::failure::{Failure, Outcome};
use roster::output::{Output, record};
use roster_core::{ListUsers, ProjectId, Queries, Schema, SearchTerm};
use serde_json::json;

/// Arguments of `roster users explain`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The id of the project.
    #[arg(long, value_parser = identifier::project_id)]
    project: Option<ProjectId>,
    /// The parameter `search` of the list.
    #[arg(long, value_name = "TERM")]
    search: Option<String>,
    /// One of `queries[]` of the list; may be repeated.
    #[arg(long, value_name = "QUERY")]
    query: Vec<String>,
    /// As `total=false`: without the number of all users who match.
    #[arg(long)]
    no_total: bool,
}

/// Reads the list, and prints the steps instead of the users. A rejected list is explained, too.
pub async fn run(options: &Options, connection: &Connection, output: Output) -> Outcome {
    let store = &connection.store;
    let query = list(options)?;
    let project = store.get_project(&connection.project(options.project.clone())?).await?;
    let explained = store.explain_users(&project, &query).await;
    let (total, shown) = match &explained.outcome {
        Ok(listing) => (json!(listing.total), json!(listing.items.len())),
        Err(error) => (json!(error.to_string()), json!(0)),
    };
    output.one(&record([
        ("steps", json!(explained.steps)),
        ("total", total),
        ("users", shown),
        ("calls", json!(explained.cost.calls)),
        ("readUnits", json!(explained.cost.read_units)),
    ]))
}

fn list(options: &Options) -> Outcome<ListUsers> {
    let queries = Queries::parse(&options.query, Schema::Users);
    let queries = queries.map_err(|error| Failure::usage(format!("--query: {error}")))?;
    let term = options.search.as_deref().map(SearchTerm::parse).transpose();
    let term = term.map_err(|error| Failure::usage(format!("--search: {error}")))?;
    queries.ensure_near()?;
    Ok(queries.of_users(term, !options.no_total, u64::from_be_bytes(ambient::random()?)))
}
