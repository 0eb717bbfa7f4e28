//! What `make scale` does, among so few users that it fits into every test run.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what cannot be set up is a failed test")]

mod costs;
mod loader;
mod shards;
