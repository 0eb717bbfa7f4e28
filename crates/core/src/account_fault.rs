//! Why an account at a provider does not sign in.

/// Why an account at a provider neither signs anybody in nor becomes an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountFault {
    /// It belongs to nobody, and the provider says no email.
    EmailMissing,
    /// It belongs to nobody, and a user has its email, which the provider has not verified.
    EmailNotVerified,
    /// It belongs to nobody, and a user has its email who has not verified it and has another way to sign in: they sign in that
    /// way, verify the email, and link the account.
    OtherWayIn,
    /// Its user would have more identities than the service stores.
    TooManyIdentities,
}
