//! The 1.x dialect: what today's SDKs read, route by route, where it differs from 0.15.

mod account;
mod create;
mod expected;
mod fields;
mod forms;
mod headers;
mod identities;
mod impersonation;
mod jwts;
mod labels;
mod lists;
mod members;
mod mfa;
mod queries;
mod refusals;
mod targets;
mod tokens;
mod usage;
