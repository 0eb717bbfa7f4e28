//! Teams and their members.

pub(crate) mod acceptance;
pub(crate) mod changes;
pub(crate) mod import;
pub(crate) mod invitations;
pub(crate) mod list;
pub(crate) mod logs;
pub(crate) mod members;
pub(crate) mod membership;
pub(crate) mod prefs;
pub(crate) mod reindex;
pub(crate) mod team;
