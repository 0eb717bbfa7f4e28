//! The checks of `make scale`, with few enough users for every test run.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed setup is a failed test")]

mod costs;
mod loader;
mod shards;
