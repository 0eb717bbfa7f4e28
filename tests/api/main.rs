//! Tests of the whole product short of the network: requests go in at the router, the real table is behind it. The
//! modules mirror the tree of URLs.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what cannot be set up is a failed test")]

mod access;
mod account;
mod answer;
mod app;
mod bodies;
mod expected;
mod faults;
mod formats;
mod garbage;
mod gateway;
mod headers;
mod health;
mod hostile;
mod journeys;
mod limits;
mod log_lines;
mod logs;
mod matrix;
mod memberships;
mod model;
mod origins;
mod panic;
mod prefs;
mod races;
mod request;
mod retry_budget;
mod routes;
mod secrets;
mod server_sessions;
mod sessions;
mod signing_in;
mod sizes;
mod teams;
mod today;
mod units;
mod users;
mod whole_log;
