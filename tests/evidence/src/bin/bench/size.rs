//! The size of every stripped binary, which Lambda fetches and maps before a cold start.

use roster_evidence::report::{Report, Table};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The maximum size of a function, in bytes.
const BAR: u64 = 6_500_000;
/// The maximum size of a function that hashes passwords: it is optimised for speed.
const BAR_OF_HASHING: u64 = 9_000_000;
/// Functions that hash passwords.
const HASHING: [&str; 2] = ["users", "account"];
/// Functions that parse user agents and look up countries; they may be larger by [`AGENTS`].
const WITH_AGENTS: [&str; 4] = ["account", "locale", "logs", "sessions"];
/// Agents and countries, in bytes: the tables of user agents and the reader of the country database. `sessions` with them and
/// without had 7,713,296 and 6,164,592 bytes; of those 1,548,704 bytes, woothee and its regex engine, which are gone, were
/// 1,317,136.
const AGENTS: u64 = 232_000;
/// The maximum size of a function that sends messages: it links clients of SES, SNS, Secrets Manager and KMS, and SMTP.
const BAR_OF_SENDING: u64 = 11_000_000;
/// Functions that send messages.
const SENDING: [&str; 2] = ["messages", "sweeper"];
/// The maximum size of the function that calls providers: it links clients of KMS and Secrets Manager, HTTPS to any server, and the
/// check of signatures.
const BAR_OF_PROVIDERS: u64 = 9_000_000;
/// Functions that encrypt secrets, or decrypt them; they may be larger by [`KMS`].
const WITH_SECRETS: [&str; 2] = ["mfa", "identities"];
/// The client of KMS, in bytes: what `mfa` grew by.
const KMS: u64 = 900_000;

/// The maximum size of the function that only serves the files of the console: it links no SDK.
const BAR_OF_FILES: u64 = 2_000_000;

/// The maximum size of a function, in bytes.
fn bar(name: &str) -> u64 {
    let of_kind = match name {
        "console" => BAR_OF_FILES,
        "oauth2" => BAR_OF_PROVIDERS,
        name if SENDING.contains(&name) => BAR_OF_SENDING,
        name if HASHING.contains(&name) => BAR_OF_HASHING,
        _ => BAR,
    };
    let agents = if WITH_AGENTS.contains(&name) { AGENTS } else { 0 };
    let secrets = if WITH_SECRETS.contains(&name) { KMS } else { 0 };
    of_kind + agents + secrets
}

/// Measures every function; returns whether all are within their limits.
pub(crate) fn measure(target: &Path, report: &mut Report) -> bool {
    let mut table = Table::new("Size of the stripped binaries", &["function", "bytes", "bar", "verdict"]);
    let sizes = binaries(target);
    assert!(!sizes.is_empty(), "there is no binary in {}/lambda: build first", target.display());
    let mut all_small = true;
    for (name, bytes) in sizes {
        let bar = bar(&name);
        // The baseline has no limit.
        let is_small = bytes <= bar || name == "bare";
        all_small &= is_small;
        let verdict = if is_small { "ok" } else { "too large" };
        table.row([name, bytes.to_string(), bar.to_string(), verdict.to_owned()]);
    }
    table.note("Functions that read user agents and countries may have 232,000 bytes more, and those that encrypt or decrypt secrets 900,000.");
    report.add(table);
    all_small
}

fn binaries(target: &Path) -> BTreeMap<String, u64> {
    let folders = fs::read_dir(target.join("lambda")).into_iter().flatten().flatten();
    let sizes = folders.filter_map(|folder| {
        let bytes = fs::metadata(folder.path().join("bootstrap")).ok()?.len();
        Some((folder.file_name().into_string().ok()?, bytes))
    });
    sizes.collect()
}
