//! Status, type and message of every error, in each dialect.

pub(crate) mod accounts;
mod providers;
mod rules;
pub(crate) mod v0_15;
pub(crate) mod v1;
