//! Logs of teams.

use super::Total;
use super::log::{KeyFields, mode};
use super::session::ClientView;
use crate::answers::dialect::Format;
use crate::answers::view::TeamLogView;
use roster_core::{Email, Listing, MemberField, Name, TeamEvent, TeamId, TeamLogEntry, UserId, Viewer};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EntryView<'a> {
    event: String,
    #[serde(flatten)]
    actor: Option<ActorFields<'a>>,
    ip: &'a str,
    time: u64,
    #[serde(flatten)]
    client: ClientView<'a>,
    country_code: &'a str,
    country_name: &'a str,
    #[serde(flatten)]
    key: Option<KeyFields<'a>>,
}

/// The user who did it, and the mode in which the entry was written; 0.11 lacks all four fields.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ActorFields<'a> {
    user_id: &'a str,
    user_email: &'a str,
    user_name: &'a str,
    mode: &'static str,
}

#[derive(Serialize)]
pub(crate) struct TeamLogs<'a> {
    #[serde(flatten)]
    total: Total,
    logs: Vec<EntryView<'a>>,
}

/// A page of a team's log.
pub(crate) fn team_logs<'a>(
    team: &'a TeamId,
    viewer: &Viewer,
    listing: &'a Listing<TeamLogView>,
    format: Format,
) -> TeamLogs<'a> {
    let logs = listing.items.iter().map(|shown| entry_view(team, viewer, shown, format)).collect();
    TeamLogs { total: Total::of(listing, format), logs }
}

fn entry_view<'a>(team: &'a TeamId, viewer: &Viewer, shown: &'a TeamLogView, format: Format) -> EntryView<'a> {
    let seen = SeenActor::of(&shown.entry, viewer);
    let fields = ActorFields {
        user_id: seen.id,
        user_email: seen.email,
        user_name: seen.name,
        mode: mode(&shown.entry.origin.actor),
    };
    EntryView {
        event: event(team, &shown.entry.event),
        actor: (format != Format::V0_11).then_some(fields),
        ip: &shown.entry.origin.ip,
        time: shown.entry.at.as_secs(),
        client: (&shown.client).into(),
        country_code: &shown.country_code,
        country_name: &shown.country_name,
        key: (format != Format::V0_11).then(|| KeyFields::of(&shown.entry.origin.actor, shown.shows_key)),
    }
}

/// What the viewer of a team's log sees of the user who did something: no more than in the list of members.
pub(crate) struct SeenActor<'a> {
    pub(crate) id: &'a str,
    pub(crate) email: &'a str,
    pub(crate) name: &'a str,
}

impl<'a> SeenActor<'a> {
    pub(crate) fn of(entry: &'a TeamLogEntry, viewer: &Viewer) -> Self {
        let sees = viewer.sees_actor(entry);
        let user = |field| entry.known_actor().filter(|_| sees.has(field));
        Self {
            id: entry.actor_id().filter(|_| sees.has(MemberField::UserId)).map_or("", UserId::as_str),
            email: user(MemberField::UserEmail).and_then(|user| user.email.as_ref()).map_or("", Email::as_str),
            name: user(MemberField::UserName).map(|user| &user.name).map_or("", Name::as_str),
        }
    }
}

/// The text of an event: the id of the team, and what happened; 0.15 does not say which part of a team was updated.
fn event(team: &TeamId, event: &TeamEvent) -> String {
    match event {
        TeamEvent::UpdateName | TeamEvent::UpdatePrefs => format!("teams.{team}.update"),
        other => format!("teams.{team}.{other}"),
    }
}
