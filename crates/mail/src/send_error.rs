//! Why a message was not sent.

/// Why a message was not sent. The cause has a code or our own words: responses of providers repeat emails and phones,
/// and must not reach a log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The provider rejects this message for good: no retry helps.
    #[error("rejected: {0}")]
    Rejected(String),
    /// The provider does not take it now.
    #[error("not taken: {0}")]
    Temporary(String),
    /// The provider cannot be reached, or the deployment is not set up for it.
    #[error("unavailable: {0}")]
    Unavailable(String),
}

impl SendError {
    /// Whether it is worth trying again.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        !matches!(self, Self::Rejected(_))
    }
}
