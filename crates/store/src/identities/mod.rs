//! Accounts at providers: identities of users, signing in with them, their lists, and what a project configures of providers.

pub(crate) mod find;
pub(crate) mod item;
mod link;
mod list;
mod lookups;
mod own;
mod providers;
pub(crate) mod purge;
pub(crate) mod sign_in;
mod sign_up;
mod states;
mod walk;
pub(crate) mod writes;
