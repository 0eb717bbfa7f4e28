//! Logs.

use super::Total;
use super::session::ClientView;
use crate::answers::dialect::Format;
use crate::answers::view::LogView;
use roster_core::{Actor, Email, Event, Listing, User};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EntryView<'a> {
    event: String,
    #[serde(flatten)]
    user: Option<UserFields<'a>>,
    ip: &'a str,
    time: u64,
    #[serde(flatten)]
    client: ClientView<'a>,
    country_code: &'a str,
    country_name: &'a str,
    #[serde(flatten)]
    key: Option<KeyFields<'a>>,
}

/// The API key that made the change; both are empty if it was not a key, or if the caller must not see it. No Appwrite has these
/// fields: an SDK ignores them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeyFields<'a> {
    key_id: &'a str,
    key_name: &'a str,
}

impl<'a> KeyFields<'a> {
    /// The fields as the caller sees them.
    pub(crate) fn of(actor: &'a Actor, is_shown: bool) -> Self {
        match actor {
            Actor::Key(id, name) if is_shown => Self { key_id: id.as_str(), key_name: name.as_str() },
            _ => Self { key_id: "", key_name: "" },
        }
    }
}

/// The user of the log, and the mode in which the entry was written; 0.11 lacks all four fields.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UserFields<'a> {
    user_id: &'a str,
    user_email: &'a str,
    user_name: &'a str,
    mode: &'static str,
}

#[derive(Serialize)]
pub(crate) struct Logs<'a> {
    #[serde(flatten)]
    total: Total,
    logs: Vec<EntryView<'a>>,
}

/// A page of a user's log.
pub(crate) fn logs<'a>(user: &'a User, listing: &'a Listing<LogView>, format: Format) -> Logs<'a> {
    let logs = listing.items.iter().map(|entry| entry_view(user, entry, format)).collect();
    Logs { total: Total::of(listing, format), logs }
}

fn entry_view<'a>(user: &'a User, entry: &'a LogView, format: Format) -> EntryView<'a> {
    let fields = UserFields {
        user_id: user.id.as_str(),
        user_email: entry.entry.email.as_ref().map_or("", Email::as_str),
        user_name: entry.entry.name.as_str(),
        mode: mode(&entry.entry.origin.actor),
    };
    EntryView {
        event: event(user, &entry.entry.event),
        user: (format != Format::V0_11).then_some(fields),
        ip: &entry.entry.origin.ip,
        time: entry.entry.at.as_secs(),
        client: (&entry.client).into(),
        country_code: &entry.country_code,
        country_name: &entry.country_name,
        key: (format != Format::V0_11).then(|| KeyFields::of(&entry.entry.origin.actor, entry.shows_key)),
    }
}

pub(crate) fn mode(actor: &Actor) -> &'static str {
    match actor {
        Actor::User(_) | Actor::Guest => "default",
        Actor::Key(..) | Actor::Operator => "admin",
    }
}

/// The text of an event: the user's id and the stored form, which is the one of 0.15. An event of a team names the team
/// alone.
fn event(user: &User, event: &Event) -> String {
    match event {
        Event::CreateTeam(_) => event.to_string(),
        _ => format!("users.{}.{event}", user.id),
    }
}
