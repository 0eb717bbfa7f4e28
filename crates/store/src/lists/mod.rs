//! Lists of users: pages, searches and queries, the shards of the list, and the counters.

pub(crate) mod budget;
pub(crate) mod candidates;
pub(crate) mod cost;
pub(crate) mod counters;
pub(crate) mod explain;
pub(crate) mod find;
pub(crate) mod follow;
pub(crate) mod lookups;
pub(crate) mod ordered;
pub(crate) mod page;
pub(crate) mod plan;
pub(crate) mod postings;
pub(crate) mod walk;
pub(crate) mod window;
