//! One user: item, changes, deletion, import and export, and what lies in the same partition.

pub(crate) mod change;
pub(crate) mod confirm;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod export;
pub(crate) mod former_passwords;
pub(crate) mod import;
pub(crate) mod item;
pub(crate) mod logs;
pub(crate) mod password;
pub(crate) mod read;
pub(crate) mod session_targets;
pub(crate) mod target_item;
pub(crate) mod targets;
