//! Tests of the store on the real table.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test does not expect fails it")]

mod belongings;
mod checker;
mod crowd;
mod deletions;
mod gathering;
mod kills;
mod lists;
mod lost_answers;
mod operations;
mod prefs;
mod projects;
mod races;
mod rig;
mod throttling;
mod unique_claims;
mod units;
mod walks;
