//! Sessions, sign-in, sign-in tokens and the counters of attempts.

pub(crate) mod attempts;
pub(crate) mod extend;
pub(crate) mod first;
pub(crate) mod item;
pub(crate) mod limit;
pub(crate) mod proof;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod tokens;
