//! The 1.x dialect: its differences from 0.15, route by route.

mod account;
mod create;
mod errors;
pub mod expected;
mod fields;
mod forms;
mod headers;
mod identities;
mod impersonation;
mod jwts;
mod labels;
mod limits;
mod lists;
mod members;
mod mfa;
mod queries;
mod targets;
pub mod tokens;
mod usage;
