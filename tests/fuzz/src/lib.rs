//! Hostile input for the parsers and for whole requests: each target is a function of bytes that panics when a rule is
//! violated.
//!
//! `make fuzz` runs every target under libFuzzer, guided by coverage; `tests/replay.rs` replays seeds and mutations of them in
//! every test run. This crate has the code that both need. A target checks more than the absence of panics: a parsed value that
//! is printed parses to the same value, canonical forms do not change, bounds are kept, no response is a server error, and each
//! response has the envelope and matches `openapi.yaml`.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a failed setup is a failed run")]

pub mod answer;
pub mod bytes;
pub mod echo;
pub mod fixture;
pub mod mutation;
pub mod product;
pub mod request;
mod targets;
pub mod test_app;
mod vocabulary;

/// A function of bytes that is fuzzed.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Runs an input; panics when the product violates a rule.
    pub run: fn(&[u8]),
    /// The inputs with which mutations begin.
    pub seeds: &'static [&'static [u8]],
    /// How slow one run is.
    pub pace: Pace,
}

/// How slow one run of a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// A function call.
    Call,
    /// A request through the layers of the API with few calls to the table.
    Request,
    /// Several requests with all their calls to the table.
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
