//! Tests of the store on the real table.

mod checker;
mod crowd;
mod gathering;
mod kills;
mod lists;
mod lost_answers;
mod operations;
mod races;
mod rig;
mod throttling;
mod unique_claims;
