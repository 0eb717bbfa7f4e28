//! Tests of the whole product without the network: requests go to the router, and the product uses an emulated table.
//! The modules mirror the tree of URLs.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed set-up is a failed test")]

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
mod inbox;
mod journeys;
mod limits;
mod locale;
mod log_lines;
mod logs;
mod matrix;
mod memberships;
mod model;
mod origins;
mod panic;
mod platforms;
mod prefs;
mod public;
mod races;
mod request;
mod retry_budget;
mod routes;
mod rules;
mod secrets;
mod sending;
mod server_sessions;
mod sessions;
mod signing_in;
mod sites;
mod sizes;
mod teams;
mod units;
mod users;
mod v1;
mod whole_log;
