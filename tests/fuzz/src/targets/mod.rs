//! The targets, each with its seeds.

pub(crate) mod agents;
pub(crate) mod bodies;
pub(crate) mod credentials;
pub(crate) mod events;
pub(crate) mod hashes;
pub(crate) mod prefs;
pub(crate) mod queries;
pub(crate) mod query_strings;
pub(crate) mod router;
pub(crate) mod search;
pub(crate) mod texts;
pub(crate) mod tokens;
