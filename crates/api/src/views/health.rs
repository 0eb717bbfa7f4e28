//! Health.

use crate::answers::dialect::Format;
use crate::answers::view::Health;
use serde::Serialize;

/// The state of a part of the deployment; in 0.15 and before it has no name.
#[derive(Serialize)]
pub(crate) struct HealthView {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'static str>,
    ping: u64,
    status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    statuses: Vec<HealthView>,
}

impl HealthView {
    /// The view of a part that passed its check; a failed check is an error instead.
    pub(crate) fn of(health: &Health, format: Format) -> Self {
        let one = |name, statuses| Self { name, ping: health.ping_ms, status: "pass", statuses };
        if !format.is_v1() {
            return one(None, Vec::new());
        }
        one(Some(health.name), health.parts.iter().map(|part| one(Some(part), Vec::new())).collect())
    }
}
