//! What an email is for.

/// What an email is for: the texts of callers differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailFor {
    /// Proving an email, or a new password.
    Account,
    /// Signing in, or a second factor.
    SignIn,
    /// An invitation to a team.
    Invitation,
}
