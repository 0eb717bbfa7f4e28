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
}

/// The states of several parts of one kind, such as databases.
#[derive(Serialize)]
pub(crate) struct HealthList {
    total: usize,
    statuses: [HealthView; 1],
}

/// The version of the server.
#[derive(Serialize)]
pub(crate) struct VersionView {
    version: &'static str,
}

impl HealthView {
    /// The view of a part that passed its check; a failed check is an error instead.
    pub(crate) fn of(health: &Health, format: Format) -> Self {
        let name = Some(health.name).filter(|_| format.is_v1());
        Self { name, ping: health.ping_ms, status: "pass" }
    }
}

impl HealthList {
    /// The list of the only part of its kind.
    pub(crate) fn of_one(health: &Health, format: Format) -> Self {
        Self { total: 1, statuses: [HealthView::of(health, format)] }
    }
}

impl VersionView {
    /// The version of the dialect, which is also in every error.
    pub(crate) fn of(format: Format) -> Self {
        Self { version: format.version() }
    }
}
