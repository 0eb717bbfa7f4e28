//! The functions under AWS's Runtime Interface Emulator, which speaks the protocol of Lambda: the sample events of `events/`,
//! and what Lambda does beyond single answers.
//!
//!     rie [--binaries target/lambda] [--emulator .tools/sam/...]
//!
//! Prints each check, and how many passed; the exit code is 1 if one failed.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::print_stdout, reason = "a failed setup ends the run")]

mod checks;
mod emulator;
mod samples;
mod scene;

use checks::Checks;
use clap::Parser;
use emulator::Emulator;
use scene::Scene;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Parser)]
struct Arguments {
    /// The folder of the functions, with the layout of `cargo lambda build` or `cargo build`.
    #[arg(long, default_value = "target/lambda")]
    binaries: PathBuf,
    /// The emulator's binary for this machine.
    #[arg(long)]
    emulator: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut checks = Checks::default();
    for (function, samples) in samples::ALL {
        let (_scene, mut emulator) = begin(&arguments, function, &[]).await;
        samples::send(&mut checks, &mut emulator, samples).await;
        samples::send_unreadable(&mut checks, &mut emulator).await;
        let log = emulator.stop().await;
        let cold: Vec<_> = log.lines.iter().filter_map(|line| line["cold_start"].as_bool()).collect();
        let is_first_only = cold.first() == Some(&true) && cold.iter().skip(1).all(|cold| !cold);
        checks.that(&format!("{function}: one process serves all events"), is_first_only, &cold.clone().into());
        let unread = log.lines.iter().filter(|line| line["message"] == "an event cannot be read").count();
        checks.equal(&format!("{function}: the event that cannot be read has a log line"), &unread.into(), &1.into());
        checks.log(log);
    }
    sweep(&mut checks, &arguments).await;
    answer_as_large_as_allowed(&mut checks, &arguments).await;
    end_with_an_invalid_setting(&mut checks, &arguments).await;
    checks.end()
}

async fn begin(arguments: &Arguments, function: &str, more: &[(&str, &str)]) -> (Scene, Emulator) {
    let scene = Scene::build().await;
    let packed = arguments.binaries.join(function).join("bootstrap");
    let program = if packed.exists() { packed } else { arguments.binaries.join(function) };
    let environment = scene.environment(function).into_iter().chain(more.iter().copied().map(scene::owned));
    let emulator = Emulator::start(&arguments.emulator, &program, environment).await;
    (scene, emulator)
}

/// The function that a schedule calls.
async fn sweep(checks: &mut Checks, arguments: &Arguments) {
    let (_scene, mut emulator) = begin(arguments, "sweeper", &[]).await;
    for time in ["first", "second"] {
        let answer = emulator.invoke(&scene::sample("sweep").to_string()).await;
        checks.equal(&format!("sweeper: the {time} sweep"), &answer["left"], &0.into());
    }
    checks.log(emulator.stop().await);
}

/// The limit of a response is Roster's own, below that of Lambda: a page just under it arrives whole, and one just over it is
/// an error that says so.
async fn answer_as_large_as_allowed(checks: &mut Checks, arguments: &Arguments) {
    let (scene, mut emulator) = begin(arguments, "users", &[]).await;
    scene.add_users_with_large_prefs(90).await;
    let mut largest = (0, 0);
    for limit in 80..=90 {
        let answer = emulator.invoke(&scene.list_of(limit).to_string()).await;
        let body = answer["body"].as_str().unwrap_or_default();
        let shown: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
        if answer["statusCode"] == 200 {
            let users = shown["users"].as_array().map_or(0, Vec::len);
            checks.equal(&format!("users: a page of {limit} is whole"), &users.into(), &limit.into());
            largest = (limit, body.len());
            continue;
        }
        let is_next = limit == largest.0 + 1 && largest.1 > 5_000_000;
        checks.that(&format!("users: the page of {limit} is the first that is too large"), is_next, &answer);
        checks.equal("users: its status", &answer["statusCode"], &400.into());
        checks.that("users: its error names the limit", body.contains("limit"), &answer);
        break;
    }
    checks.that("users: some page is too large", largest.0 < 90, &largest.0.into());
    let answer = emulator.invoke(&scene.list_of(1).to_string()).await;
    checks.equal("users: the next request is served", &answer["statusCode"], &200.into());
    checks.log(emulator.stop().await);
}

/// A process that cannot start says why, in a line of the same form as all others.
async fn end_with_an_invalid_setting(checks: &mut Checks, arguments: &Arguments) {
    for function in ["users", "account", "sessions", "sweeper"] {
        let (_scene, mut emulator) = begin(arguments, function, &[("ROSTER_LOG_DAYS", "soon")]).await;
        let answer = emulator.invoke("{}").await;
        // The emulator answers for a process that has ended.
        checks.equal(&format!("{function}: an invalid setting ends the process"), &answer, &502.into());
        let log = emulator.stop().await;
        let line = log.lines.iter().find(|line| line["message"] == "a setting is invalid").cloned().unwrap_or_default();
        checks.equal(&format!("{function}: the log names the setting"), &line["setting"], &"ROSTER_LOG_DAYS".into());
        checks.log(log);
    }
}
