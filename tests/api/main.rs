//! Tests of the whole product short of the network: requests go in at the router, the real table is behind it. The
//! modules mirror the tree of URLs.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what cannot be set up is a failed test")]

mod access;
mod answer;
mod bodies;
mod expected;
mod faults;
mod formats;
mod garbage;
mod headers;
mod logs;
mod memberships;
mod panic;
mod prefs;
mod races;
mod request;
mod routes;
mod secrets;
mod sessions;
mod sizes;
mod units;
mod users;
mod world;
