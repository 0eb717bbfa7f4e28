//! A program that dies with `roster local`, even when that is killed and can stop nothing any more.
//!
//! The kernel signals a process whose parent ends, if the process asked for it. What we start does not ask, so we start
//! ourselves, ask, and become the program. Only Linux can do this; elsewhere functions end by themselves once the
//! emulator is gone.

use crate::failure::Failure;
use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// Arguments of `roster leash`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The process that holds the leash.
    #[arg(long)]
    holder: i32,
    /// The program to become, and its arguments.
    #[arg(last = true, required = true)]
    program: Vec<OsString>,
}

/// Becomes the program; comes back only when that failed.
pub fn run(options: &Options) -> Failure {
    if let Err(failure) = tie(options.holder) {
        return failure;
    }
    let Some((program, arguments)) = options.program.split_first() else {
        return Failure::usage("say which program to run");
    };
    let cause = Command::new(program).args(arguments).exec();
    Failure::new(format!("cannot run {}: {cause}", program.display()))
}

#[cfg(target_os = "linux")]
fn tie(holder: i32) -> Result<(), Failure> {
    use rustix::process::{Pid, Signal, getppid, set_parent_process_death_signal};
    set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|cause| Failure::new(format!("cannot follow the death of the parent process: {cause}")))?;
    // The parent may have died before we asked.
    if getppid() == Pid::from_raw(holder) {
        Ok(())
    } else {
        Err(Failure::new("whoever started this program is gone already"))
    }
}

#[cfg(not(target_os = "linux"))]
fn tie(_holder: i32) -> Result<(), Failure> {
    Ok(())
}
