//! Accounts at providers: identities of users, signing in with them, their lists, and what a project configures of providers.

pub(crate) mod find;
pub(crate) mod item;
mod link;
mod own;
mod providers;
pub(crate) mod purge;
pub(crate) mod sign_in;
mod sign_up;
mod states;
pub(crate) mod writes;
