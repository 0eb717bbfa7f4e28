//! A program that dies with `roster-local`, even when that is killed and cannot stop anything any more.
//!
//! The kernel signals a process when its parent ends, if the process asked for it. The programs that we start do not ask, so we
//! start ourselves, ask, and then become the program. Only Linux can do this; elsewhere the functions end by themselves once
//! the emulator is gone.

use roster::failure::Failure;
use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// Arguments of `roster-local die-with-parent`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The id of the parent process.
    #[arg(long)]
    parent: i32,
    /// The program to become, and its arguments.
    #[arg(last = true, required = true)]
    program: Vec<OsString>,
}

/// Becomes the program. Returns only when that failed.
pub fn run(options: &Options) -> Failure {
    if let Err(failure) = follow(options.parent) {
        return failure;
    }
    let Some((program, arguments)) = options.program.split_first() else {
        return Failure::usage("say which program to run");
    };
    let cause = Command::new(program).args(arguments).exec();
    Failure::new(format!("cannot run {}: {cause}", program.display()))
}

#[cfg(target_os = "linux")]
fn follow(parent: i32) -> Result<(), Failure> {
    use rustix::process::{Pid, Signal, getppid, set_parent_process_death_signal};
    set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|cause| Failure::new(format!("cannot follow the death of the parent process: {cause}")))?;
    // The parent may have ended before we asked.
    if getppid() == Pid::from_raw(parent) {
        Ok(())
    } else {
        Err(Failure::new("the process that started this program has ended already"))
    }
}

#[cfg(not(target_os = "linux"))]
fn follow(_parent: i32) -> Result<(), Failure> {
    Ok(())
}
