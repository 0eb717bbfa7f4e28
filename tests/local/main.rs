//! All of Roster on this machine, as `make dev` runs it: one stack, and in order everything that people do with it.
//!
//! With the argument `clients`, only the suites of the clients, and all of each: `make clients`. With the argument `imports`, only the
//! imports of other systems.
//!
//! Not on the harness of `cargo test`: later steps need the earlier ones, and each step is shown as it runs.
#![allow(clippy::print_stdout, reason = "it shows what it does")]

mod docs;
mod imports;
mod inbox;
mod invocation;
mod processes;
mod programs;
mod readme;
mod report;
mod request;
mod seeds;
mod shell;
mod stack;
mod stack_table;
mod start_errors;
mod suites;
mod sweeping;
mod tools;

use crate::report::Report;
use crate::seeds::Seeds;
use crate::stack::{Folder, Stack};
use crate::suites::Extent;
use crate::tools::Tools;
use roster_tests::engine::Engine;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut report = Report::default();
    // A step that others need has reported its failure already: the rest is skipped.
    let _ = match std::env::args().nth(1).as_deref() {
        Some("clients") => run_suites(&mut report, Extent::Whole),
        Some("imports") => run_imports(&mut report),
        _ if Engine::chosen().is_some() => run_suites(&mut report, Extent::Part),
        _ => run(&mut report),
    };
    report.close()
}

/// The suites of the clients, and nothing else: all of them (`make clients`), or on another DynamoDB than the embedded one
/// (`make engines`).
fn run_suites(report: &mut Report, extent: Extent) -> Option<()> {
    let tools = report.step("the tools are installed", Tools::find)?;
    let folder = report.step("a folder for the data", Folder::create)?;
    let mut stack = report.step("it starts", || Stack::start(&tools, &folder))?;
    report.step("openapi.yaml is bundled for the generators", docs::bundle)?;
    let seeds = report.step("make key and make project", || Seeds::create(&stack))?;
    suites::run(report, &tools, &stack, &seeds, extent);
    report.step("SIGTERM stops everything that it started", || stack.terminate());
    close(report, folder);
    Some(())
}

/// The imports, and nothing else. Needs no tools of the clients.
fn run_imports(report: &mut Report) -> Option<()> {
    let tools = report.step("the tools are installed", Tools::without_clients)?;
    let folder = report.step("a folder for the data", Folder::create)?;
    let mut stack = report.step("it starts", || Stack::start(&tools, &folder))?;
    imports::run(report, &tools, &stack);
    report.step("SIGTERM stops everything that it started", || stack.terminate());
    close(report, folder);
    Some(())
}

fn run(report: &mut Report) -> Option<()> {
    let tools = report.step("the tools are installed", Tools::find)?;
    let folder = report.step("a folder for the data", Folder::create)?;
    report.step("an invalid database is rejected, and not changed", || start_errors::of_a_broken_database(&tools));
    report.step("a taken port is rejected", || start_errors::of_a_taken_port(&tools, &folder));
    report.step("a missing cargo-lambda is reported", || start_errors::of_a_missing_tool(&tools, &folder));

    let mut stack = report.step("it starts", || Stack::start(&tools, &folder))?;
    report.step("the first request of each function takes less than a second", || stack.first_requests_are_fast());
    report.step("an unknown path is not found", || stack.unknown_paths_are_ours());
    report.step("a body that is not UTF-8 is rejected", || stack.binary_bodies_are_ours());
    report.step("only the owner can read the keys", || stack.env_is_private());
    report.step("a second stack on the same data is rejected", || start_errors::of_a_second_stack(&tools, &folder));
    let seeds = report.step("make key and make project", || Seeds::create(&stack))?;
    use_it(report, &tools, &stack, &seeds);

    report.step("SIGTERM stops everything that it started", || stack.terminate());
    let again = report.step("the next start is ready within 10 s", || Stack::start_warm(&tools, &folder));
    if let Some(mut stack) = again {
        report.step("it finds the data of the last start", || seeds.are_there(&stack));
        report.step("SIGKILL leaves nothing running either", || stack.kill());
        report.step("a killed stack starts again", || {
            let mut stack = Stack::start_warm(&tools, &folder)?;
            seeds.are_there(&stack)?;
            stack.terminate()
        });
    }
    close(report, folder);
    Some(())
}

/// Removes the data, or shows the log of the functions if something has failed.
fn close(report: &Report, folder: Folder) {
    if report.is_clean() {
        folder.remove();
    } else {
        folder.show_log();
    }
}

/// Everything that people do with a running stack.
fn use_it(report: &mut Report, tools: &Tools, stack: &Stack, seeds: &Seeds) {
    report.step("the closing lines work as printed", || readme::welcome_works(stack));
    readme::steps(report, tools, stack);
    report.step("the pages at /docs show the API", || docs::are_there(stack));
    report.step("an email of the functions is in the inbox", || inbox::has_the_emails_of_the_functions(stack));
    report.step("cargo lambda invoke", || invocation::works(tools, stack));
    report.step("the sweeper finishes a deletion whose function was killed", || sweeping::works(stack));
    imports::run(report, tools, stack);
    suites::run(report, tools, stack, seeds, Extent::Part);
}
