//! The DynamoDB table: client, keys, expressions, transactions, batches, queries, retries and consumed capacity.

pub(crate) mod batch;
pub mod bounds;
pub(crate) mod capacity;
pub(crate) mod client;
pub(crate) mod clock;
pub(crate) mod condition;
mod decode;
pub(crate) mod failure;
pub(crate) mod item;
pub(crate) mod keys;
mod lean;
pub(crate) mod optimistic;
pub(crate) mod packing;
pub(crate) mod pauses;
pub(crate) mod query;
pub(crate) mod retry_budget;
mod row;
pub(crate) mod schema;
mod signing;
pub(crate) mod transaction;
mod transport;
pub(crate) mod wire;
