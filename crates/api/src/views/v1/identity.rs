//! Identities with other providers.

use serde::Serialize;

/// The identities of a project.
#[derive(Serialize)]
pub(crate) struct Identities {
    total: u64,
    identities: [(); 0],
}

impl Identities {
    /// The empty list: no user can sign in with another provider here.
    pub(crate) const NONE: Self = Self { total: 0, identities: [] };
}
