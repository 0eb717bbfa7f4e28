//! Messages to users: those that wait to be sent, and the texts of projects.

pub(crate) mod addressee;
pub(crate) mod outbox;
pub(crate) mod templates;
