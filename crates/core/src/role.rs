//! Callers in error messages.

use crate::ProjectId;

/// The caller, as an error message names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// A caller that is not authenticated.
    Guest,
    /// An API key of this project.
    Application(ProjectId),
    /// A signed-in user, by their email (shown to that user only).
    Member(String),
}
