//! Lists of users: pages, searches and queries, the shards of the list, and the counters.

pub(crate) mod counters;
pub(crate) mod lookups;
pub(crate) mod page;
pub(crate) mod plan;
pub(crate) mod search;
pub(crate) mod walk;
pub(crate) mod window;
