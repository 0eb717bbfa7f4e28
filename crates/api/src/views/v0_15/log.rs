//! Logs.

use super::Total;
use super::session::ClientView;
use crate::answers::dialect::Format;
use crate::answers::view::LogView;
use roster_core::{Actor, Email, Event, Listing, User};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LineView<'a> {
    event: String,
    #[serde(flatten)]
    who: Option<Who<'a>>,
    ip: &'a str,
    time: u64,
    #[serde(flatten)]
    client: ClientView<'a>,
    country_code: &'a str,
    country_name: &'a str,
}

/// Whose log it is, and in what mode the line was written; 0.11 lacks all four.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Who<'a> {
    user_id: &'a str,
    user_email: &'a str,
    user_name: &'a str,
    mode: &'static str,
}

#[derive(Serialize)]
pub(crate) struct Logs<'a> {
    #[serde(flatten)]
    total: Total,
    logs: Vec<LineView<'a>>,
}

/// A page of a user's log.
pub(crate) fn logs<'a>(user: &'a User, listing: &'a Listing<LogView>, format: Format) -> Logs<'a> {
    let logs = listing.items.iter().map(|line| line_view(user, line, format)).collect();
    Logs { total: Total::of(listing, format), logs }
}

fn line_view<'a>(user: &'a User, line: &'a LogView, format: Format) -> LineView<'a> {
    let who = Who {
        user_id: user.id.as_str(),
        user_email: user.email.as_ref().map_or("", Email::as_str),
        user_name: user.name.as_str(),
        mode: mode(&line.entry.origin.actor),
    };
    LineView {
        event: event(user, &line.entry.event),
        who: (format != Format::V0_11).then_some(who),
        ip: &line.entry.origin.ip,
        time: line.entry.at.as_secs(),
        client: (&line.client).into(),
        country_code: &line.country_code,
        country_name: &line.country_name,
    }
}

pub(crate) fn mode(actor: &Actor) -> &'static str {
    match actor {
        Actor::User(_) | Actor::Guest => "default",
        Actor::Key(_) | Actor::Operator => "admin",
    }
}

/// The text of an event: what 0.15 calls it, which is how we keep it, behind the user's id.
fn event(user: &User, event: &Event) -> String {
    format!("users.{}.{event}", user.id)
}
