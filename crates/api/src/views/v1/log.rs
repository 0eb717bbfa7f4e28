//! Logs.

use super::moment;
use crate::answers::view::LogView;
use crate::views::v0_15::log::{KeyFields, mode};
use crate::views::v0_15::session::ClientView;
use roster_core::{Actor, Email, Event, Listing, User};
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
pub(crate) struct Logs<'a> {
    total: u64,
    logs: Vec<EntryView<'a>>,
}

/// A page of a user's log.
pub(crate) fn logs<'a>(user: &'a User, listing: &'a Listing<LogView>) -> Logs<'a> {
    let logs = listing.items.iter().map(|entry| entry_view(user, entry)).collect();
    Logs { total: listing.total, logs }
}

fn entry_view<'a>(user: &'a User, entry: &'a LogView) -> EntryView<'a> {
    EntryView {
        event: event(&entry.entry.event),
        user_id: user.id.as_str(),
        user_email: entry.entry.email.as_ref().map_or("", Email::as_str),
        user_name: entry.entry.name.as_str(),
        mode: mode(&entry.entry.origin.actor),
        user_type: kind(&entry.entry.origin.actor),
        ip: &entry.entry.origin.ip,
        time: moment(entry.entry.at),
        client: (&entry.client).into(),
        country_code: &entry.country_code,
        country_name: &entry.country_name,
        key: KeyFields::of(&entry.entry.origin.actor, entry.shows_key),
    }
}

/// The kind of an actor, by Appwrite's name (source: docs/reference/appwrite/models.md#models-of-1x).
pub(super) fn kind(actor: &Actor) -> &'static str {
    match actor {
        Actor::Key(..) => "keyProject",
        Actor::User(_) => "user",
        Actor::Guest => "guest",
        Actor::Operator => "admin",
    }
}

/// The short name of an event.
fn event(event: &Event) -> &'static str {
    match event {
        Event::Create => "user.create",
        Event::UpdateEmail
        | Event::UpdateName
        | Event::UpdatePassword
        | Event::UpdatePhone
        | Event::UpdatePrefs
        | Event::UpdateStatus
        | Event::UpdateLabels
        | Event::UpdateMfa
        | Event::UpdateImpersonator
        | Event::UpdateRecoveryCodes
        | Event::UpdateAuthenticator => "user.update",
        Event::CreateChallenge(_) => "challenge.create",
        Event::PassChallenge(_) => "challenges.update",
        Event::UpdateVerification => "verification.update",
        Event::CreateTeam(_) => "team.create",
        Event::CreateTarget(_) => "target.create",
        Event::UpdateTarget(_) => "target.update",
        Event::DeleteTarget(_) => "target.delete",
        Event::CreateToken(_) => "tokens.create",
        // Asking for a link or a code is recorded as a session (source: docs/reference/appwrite/logs.md#event-texts).
        Event::CreateSession(_) | Event::CreateSignIn(_) => "session.create",
        Event::CreateVerification(_) => "verification.create",
        Event::CompleteVerification(_) => "verification.update",
        Event::CreateRecovery(_) => "recovery.create",
        Event::CompleteRecovery(_) => "recovery.update",
        Event::UpdateSession(_) => "session.update",
        Event::DeleteSession(_) | Event::DeleteSessions => "session.delete",
        Event::CreateIdentity(_) => "identity.create",
        Event::DeleteIdentity(_) => "identity.delete",
        Event::CreateMembership => "membership.create",
        Event::UpdateMembership => "membership.update",
        Event::DeleteMembership => "membership.delete",
    }
}
