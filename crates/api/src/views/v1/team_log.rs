//! Logs of teams.

use super::log::kind;
use super::moment;
use crate::answers::view::TeamLogView;
use crate::views::v0_15::log::{KeyFields, mode};
use crate::views::v0_15::session::ClientView;
use crate::views::v0_15::team_log::SeenActor;
use roster_core::{Listing, TeamEvent, Viewer};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EntryView<'a> {
    event: &'static str,
    user_id: &'a str,
    user_email: &'a str,
    user_name: &'a str,
    mode: &'static str,
    user_type: &'static str,
    ip: &'a str,
    time: String,
    #[serde(flatten)]
    client: ClientView<'a>,
    country_code: &'a str,
    country_name: &'a str,
    #[serde(flatten)]
    key: KeyFields<'a>,
}

#[derive(Serialize)]
pub(crate) struct TeamLogs<'a> {
    total: u64,
    logs: Vec<EntryView<'a>>,
}

/// A page of a team's log.
pub(crate) fn team_logs<'a>(viewer: &Viewer, listing: &'a Listing<TeamLogView>) -> TeamLogs<'a> {
    let logs = listing.items.iter().map(|shown| entry_view(viewer, shown)).collect();
    TeamLogs { total: listing.total, logs }
}

fn entry_view<'a>(viewer: &Viewer, shown: &'a TeamLogView) -> EntryView<'a> {
    let seen = SeenActor::of(&shown.entry, viewer);
    EntryView {
        event: event(&shown.entry.event),
        user_id: seen.id,
        user_email: seen.email,
        user_name: seen.name,
        mode: mode(&shown.entry.origin.actor),
        user_type: kind(&shown.entry.origin.actor),
        ip: &shown.entry.origin.ip,
        time: moment(shown.entry.at),
        client: (&shown.client).into(),
        country_code: &shown.country_code,
        country_name: &shown.country_name,
        key: KeyFields::of(&shown.entry.origin.actor, shown.shows_key),
    }
}

/// The short name of an event.
fn event(event: &TeamEvent) -> &'static str {
    match event {
        TeamEvent::Create => "team.create",
        TeamEvent::UpdateName | TeamEvent::UpdatePrefs => "team.update",
        TeamEvent::CreateMembership(_) => "membership.create",
        TeamEvent::UpdateMembership(_) | TeamEvent::ConfirmMembership(_) => "membership.update",
        TeamEvent::DeleteMembership(_) => "membership.delete",
    }
}
