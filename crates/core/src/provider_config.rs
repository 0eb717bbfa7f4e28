//! What an operator configures of a provider for a project.

use crate::{Provider, Timestamp};
use std::collections::BTreeMap;

/// A provider of a project. The client secret is not part of it: it is kept where secrets are kept, never in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderConfig {
    /// The provider.
    pub provider: Provider,
    /// The id of the project's application at the provider.
    pub client_id: String,
    /// Whether people may sign in with it.
    pub enabled: bool,
    /// What else the provider needs, by name: a domain, a tenant, endpoints.
    pub options: BTreeMap<String, String>,
    /// When it was last set.
    pub updated_at: Timestamp,
}
