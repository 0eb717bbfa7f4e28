//! The 1.x dialect: what today's SDKs read, route by route, where it differs from 0.15.

mod account;
mod create;
mod expected;
mod fields;
mod forms;
mod headers;
mod impersonation;
mod lists;
mod members;
mod queries;
mod refusals;
