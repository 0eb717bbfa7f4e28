//! The test harness: an emulated table in this process, with faults and meters between it and the SDK.
//!
//! It has the code that more than one test target needs. Nothing of it is deployed, so it may panic: a failed setup is a failed
//! test.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a failed setup is a failed test")]

pub mod answers;
pub mod buffer;
pub mod caller;
pub mod clock;
pub mod dynamo;
pub mod effort;
pub mod engine;
pub mod faults;
pub mod invariants;
pub mod issuer;
pub mod mailbox;
pub mod meter;
pub mod openapi;
pub mod pages;
pub mod paging;
pub mod product;
pub mod random;
pub mod snapshot;
pub mod table;
pub mod wire;
pub mod yaml;
