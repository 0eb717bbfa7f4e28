//! Work that must survive a request: job items, and what is left of deleted users and teams.

pub(crate) mod job;
pub(crate) mod leftovers;
