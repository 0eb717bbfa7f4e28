//! Statistics of usage.

use super::moment;
use roster_core::{Point, Usage};
use serde::Serialize;

/// Statistics of a project.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UsageView {
    range: &'static str,
    users_total: u64,
    sessions_total: u64,
    users: Vec<PointView>,
    sessions: Vec<PointView>,
}

#[derive(Serialize)]
struct PointView {
    value: u64,
    date: String,
}

impl UsageView {
    pub(crate) fn of(usage: &Usage) -> Self {
        let points = |points: &[Point]| points.iter().map(PointView::of).collect();
        Self {
            range: usage.range.as_str(),
            users_total: usage.users_total,
            sessions_total: usage.sessions_total,
            users: points(&usage.users),
            sessions: points(&usage.sessions),
        }
    }
}

impl PointView {
    fn of(point: &Point) -> Self {
        Self { value: point.value, date: moment(point.at) }
    }
}
