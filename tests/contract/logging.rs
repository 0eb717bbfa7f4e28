//! The log of the functions has the lines of all our crates.

use crate::sources;
use roster_api::LOGGED_CRATES;
use std::collections::BTreeSet;
use std::path::Path;

/// Whether a source below this folder writes lines to the log.
fn logs(folder: &Path) -> bool {
    std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).any(|path| {
        let writes = || std::fs::read_to_string(&path).is_ok_and(|text| text.contains("tracing::"));
        if path.is_dir() { logs(&path) } else { writes() }
    })
}

/// The name of a crate in paths.
fn name_of(folder: &Path) -> String {
    let manifest: toml::Table = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap().parse().unwrap();
    manifest["package"]["name"].as_str().unwrap().replace('-', "_")
}

/// A crate that is not listed would log only errors: an operator would not see why a message was not sent.
#[test]
fn every_crate_that_logs_is_one_whose_lines_are_shown() {
    let crates = std::fs::read_dir(sources::path("crates")).unwrap().map(|entry| entry.unwrap().path());
    let logging: BTreeSet<String> = crates.filter(|path| logs(&path.join("src"))).map(|path| name_of(&path)).collect();
    assert_eq!(logging, LOGGED_CRATES.map(str::to_owned).into());
}
