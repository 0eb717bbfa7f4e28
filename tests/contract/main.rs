//! Checks that facts in two places agree: template and router, policy and calls, events and functions, documents
//! and product.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a file that cannot be read fails the test")]

mod answer;
mod builds;
mod citations;
mod compatibility;
mod deployment;
mod docs;
mod events;
mod examples;
mod links;
mod logging;
mod markdown;
mod nullable;
mod openapi;
mod operations;
mod policies;
mod routes;
mod settings;
mod sources;
mod supply;
mod table;
mod template;
mod work;
mod workflow;
