//! What is said in two places is the same in both: template and router, policy and calls, events and functions, documents
//! and product.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "what cannot be read here is a failed test")]

mod builds;
mod citations;
mod deployment;
mod docs;
mod events;
mod examples;
mod markdown;
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
