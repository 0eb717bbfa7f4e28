//! Hostile input against the parsers and against the whole way of a request: each target is a function of bytes that panics
//! when something is not as it must be.
//!
//! `make fuzz` runs every target under libFuzzer, guided by coverage; `tests/replay.rs` replays seeds and mutations of them in
//! every test run. Here belongs what both need. What a target holds against the product is more than that it does not
//! panic: what was read and is printed reads the same, canonical forms stay as they are, bounds hold, no answer is a failure
//! of ours, and each is in the envelope and as `openapi.yaml` says.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "what cannot be set up is a failed run")]

pub mod answer;
pub mod bytes;
pub mod echo;
pub mod mutation;
pub mod population;
pub mod product;
pub mod request;
mod targets;
mod vocabulary;
pub mod world;

/// A way in.
#[derive(Clone, Copy)]
pub struct Target {
    /// What it is called.
    pub name: &'static str,
    /// Takes an input, and panics when the product does what it must not.
    pub run: fn(&[u8]),
    /// Where mutations begin.
    pub seeds: &'static [&'static [u8]],
    /// What it costs to run once.
    pub pace: Pace,
}

/// What it costs to run a target once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// A function call.
    Call,
    /// A request through the layers of the API that hardly asks the table.
    Request,
    /// Several requests with all that they do in the table.
    Requests,
}

/// All targets.
pub const TARGETS: [Target; 13] = [
    targets::texts::EMAILS,
    targets::texts::TEXTS,
    targets::queries::TARGET,
    targets::prefs::TARGET,
    targets::hashes::TARGET,
    targets::search::TARGET,
    targets::tokens::TARGET,
    targets::agents::TARGET,
    targets::bodies::TARGET,
    targets::query_strings::TARGET,
    targets::credentials::TARGET,
    targets::events::TARGET,
    targets::router::TARGET,
];

/// The target of this name.
#[must_use]
pub fn named(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}
