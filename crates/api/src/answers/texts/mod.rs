//! Status, type and message of every error, in each dialect.

mod providers;
pub(crate) mod rules;
pub(crate) mod v0_15;
pub(crate) mod v1;
