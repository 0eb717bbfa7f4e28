//! What is said in two places is the same in both: template and router, policy and calls, events and functions, README
//! and measurements.

mod builds;
mod deployment;
mod events;
mod policies;
mod routes;
mod settings;
mod sources;
mod table;
mod template;
mod units;
mod work;
