//! Serves the embedded table of `make dev` in a file, with the project `shop` in it, and nothing else: for `scripts/import-speed`.
//! Prints the URL of the table, and ends when its standard input ends.
#![allow(clippy::print_stdout, reason = "the caller reads the URL")]

#[allow(dead_code, reason = "only what opens the file is needed")]
#[path = "../src/database.rs"]
mod database;

use database::EmbeddedDatabase;
use roster::ambient;
use roster::create::new_project;
use roster::failure::{Failure, Outcome};
use roster_core::{Name, ProjectId};
use roster_store::Store;
use std::path::Path;
use tokio::io::AsyncReadExt as _;

#[tokio::main]
async fn main() -> Outcome {
    let path = std::env::args_os().nth(1).ok_or_else(|| Failure::usage("say which file"))?;
    let table = EmbeddedDatabase::open(Path::new(&path)).await?;
    let store = Store::connect_to(&table.endpoint, "roster").await;
    store.create_table().await?;
    let id = ProjectId::parse("shop").map_err(|invalid| Failure::new(invalid.to_string()))?;
    store.create_project(&new_project(id, Name::default())?, &ambient::change()?).await?;
    println!("{}", table.endpoint);
    let _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
    table.close().await;
    Ok(())
}
