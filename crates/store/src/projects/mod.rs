//! Projects, API keys, who has access, the audit, usage statistics and maintenance.

pub(crate) mod access;
pub(crate) mod api_keys;
pub(crate) mod audit;
pub(crate) mod indexes;
pub(crate) mod item;
pub(crate) mod maintenance;
pub(crate) mod project;
pub(crate) mod rules;
pub(crate) mod stale;
pub(crate) mod usage;
