//! Tests of the store on the real table.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "an unexpected error fails the test")]

mod attempts;
mod belongings;
mod checker;
mod deletions;
mod imports;
mod kills;
mod list_model;
mod lists;
mod lost_answers;
mod masses;
mod operations;
mod prefs;
mod projects;
mod queries;
mod races;
mod random_users;
mod rig;
mod session_targets;
mod sign_in;
mod targets;
mod team_lists;
mod teams;
mod throttling;
mod tokens;
mod unique_claims;
mod units;
mod usage;
mod walks;
