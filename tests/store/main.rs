//! Tests of the store on the real table.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "an unexpected error fails the test")]

mod attempts;
mod belongings;
mod checker;
mod deletions;
mod frequent;
mod imports;
mod kills;
mod list_model;
mod lists;
mod logs;
mod lost_answers;
mod masses;
mod operations;
mod orders;
mod passwords;
mod prefs;
mod projects;
mod queries;
mod races;
mod random_users;
mod repeated_work;
mod rig;
mod session_targets;
mod sign_in;
mod targets;
mod team_lists;
mod team_logs;
mod teams;
mod throttling;
mod tokens;
mod unique_claims;
mod units;
mod usage;
mod variations;
mod walks;
