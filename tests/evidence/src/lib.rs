//! The harness for measurements: runs the real binaries of the functions, behind an implementation of the Lambda Runtime API, at
//! the CPU share of a memory size, with the embedded table behind TLS.
//!
//! It has the code that the benchmark (`make bench`) and the faults (`make faults`) share. Nothing of it is deployed.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a failed setup ends the run")]

pub mod deployment;
pub mod event;
pub mod fault_proxy;
pub mod function;
pub mod gate;
pub mod loader;
pub mod machine;
pub mod partitions;
pub mod population;
pub mod report;
pub mod runtime_api;
pub mod scale;
pub mod share;
pub mod sign_ups;
pub mod tls;
