//! What the two command lines share: `roster`, for operators, and `roster-local`, which runs everything on one machine.
//!
//! Here belongs how a command line reads the clock, creates projects and API keys, reports a failure, shows progress and prints
//! results, the signals that stop a command, and the file by which `roster --local` finds a running stack. The commands themselves belong into the binaries.

pub mod ambient;
pub mod create;
pub mod failure;
pub mod output;
pub mod progress;
pub mod stack_file;
pub mod stop_signal;
