//! From query strings and bodies to typed request values.

pub(crate) mod body;
pub(crate) mod create_user;
pub(crate) mod extract;
pub(crate) mod form;
pub(crate) mod inputs;
pub(crate) mod jwt_lifetime;
pub(crate) mod locale;
pub(crate) mod log_part;
pub mod queries;
pub(crate) mod rules;
pub(crate) mod value;
