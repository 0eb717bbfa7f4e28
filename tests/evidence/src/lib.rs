//! The stage for evidence: the real binaries of the functions, played to by a Lambda Runtime API, at the CPU share of a memory
//! size, in front of the real table behind TLS.
//!
//! Here belongs what the benchmark (`make bench`) and the faults (`make faults`) have in common. Nothing of it ships.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a stage that cannot be set up ends the run")]

pub mod crowd;
pub mod event;
pub mod faulty;
pub mod function;
pub mod gate;
pub mod loader;
pub mod machine;
pub mod partitions;
pub mod report;
pub mod runtime_api;
pub mod scale;
pub mod share;
pub mod sign_ups;
pub mod stage;
pub mod tls;
