//! All of Roster on this machine, as `make dev` runs it: one stack, and in order all that people do with it.
//!
//! Not on the harness of `cargo test`: what comes later needs what came before, and whoever waits wants to see it.
#![allow(clippy::print_stdout, reason = "it tells what it does")]

mod docs;
mod garden;
mod invocation;
mod processes;
mod programs;
mod readme;
mod refusals;
mod report;
mod request;
mod seeds;
mod shell;
mod stack;
mod suites;
mod sweeping;
mod tools;

use crate::report::Report;
use crate::seeds::Seeds;
use crate::stack::{Folder, Stack};
use crate::tools::Tools;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut report = Report::default();
    // A step that others need has said why it failed; nothing is left to be done then.
    let _ = run(&mut report);
    report.close()
}

fn run(report: &mut Report) -> Option<()> {
    let tools = report.step("the tools are there", Tools::find)?;
    let folder = report.step("the data has a folder", Folder::create)?;
    report.step("a database that is none is refused, and left alone", || refusals::of_a_broken_database(&tools));
    report.step("a port that is taken is refused", || refusals::of_a_taken_port(&tools, &folder));
    report.step("cargo-lambda is missed by name", || refusals::of_a_missing_tool(&tools, &folder));

    let mut stack = report.step("it starts", || Stack::start(&tools, &folder))?;
    report.step("the first request of each function takes less than a second", || stack.first_requests_are_fast());
    report.step("a path that no route names is not found", || stack.unknown_paths_are_ours());
    report.step("the keys are for their owner alone", || stack.env_is_private());
    report.step("a second stack on the same data is refused", || refusals::of_a_second_stack(&tools, &folder));
    let seeds = report.step("make key and make project", || Seeds::plant(&stack))?;
    use_it(report, &tools, &stack, &seeds);

    report.step("SIGTERM stops all that it started", || stack.terminate());
    let again = report.step("the next start is ready within 10 s", || Stack::start_warm(&tools, &folder));
    if let Some(mut stack) = again {
        report.step("it finds the data", || seeds.are_there(&stack));
        report.step("SIGKILL leaves nothing running either", || stack.kill());
        report.step("a killed stack starts again", || {
            let mut stack = Stack::start_warm(&tools, &folder)?;
            seeds.are_there(&stack)?;
            stack.terminate()
        });
    }
    if report.is_clean() {
        folder.remove();
    } else {
        folder.show_log();
    }
    Some(())
}

/// What people do with a running stack.
fn use_it(report: &mut Report, tools: &Tools, stack: &Stack, seeds: &Seeds) {
    report.step("what it prints when it is ready works as printed", || readme::welcome_works(tools, stack));
    readme::steps(report, tools, stack);
    report.step("the pages at /docs show the API", || docs::are_there(stack));
    report.step("cargo lambda invoke", || invocation::works(tools, stack));
    report.step("the sweeper finishes a deletion whose function was killed", || sweeping::works(stack));
    suites::run(report, tools, stack, seeds);
}
