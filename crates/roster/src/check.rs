//! `roster check`: checks that the table is what this version expects.

use crate::connection::Connection;
use roster::failure::Outcome;
use roster::output::{Output, Record, record};
use roster_store::Finding;
use serde_json::json;
use std::process::ExitCode;

/// Prints every finding. Ends with 1 when one of them is not as expected.
pub async fn run(connection: &Connection, output: Output) -> Outcome<ExitCode> {
    let findings = connection.store.check_table().await?;
    output.many(&findings.iter().map(describe).collect::<Vec<_>>())?;
    let is_expected = findings.iter().all(|finding| finding.ok);
    Ok(if is_expected { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn describe(finding: &Finding) -> Record {
    record([
        ("what", json!(finding.what)),
        ("expected", json!(finding.expected)),
        ("found", json!(finding.found)),
        ("ok", json!(finding.ok)),
    ])
}
