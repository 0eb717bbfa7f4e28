//! The test rig: the real table, in this process, with faults and meters between it and the SDK.
//!
//! Here belongs what more than one test target needs. Nothing of it ships, so it may panic: a rig that cannot be set up
//! is a failed test.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a rig that cannot be set up is a failed test")]

pub mod answers;
pub mod buffer;
pub mod caller;
pub mod clock;
pub mod dynamo;
pub mod effort;
pub mod faults;
pub mod invariants;
pub mod meter;
pub mod openapi;
pub mod product;
pub mod random;
pub mod snapshot;
pub mod table;
pub mod wire;
pub mod yaml;
