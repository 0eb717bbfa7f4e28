//! The email that informs a user about a new session.

use roster_agents::Countries;
use roster_api::App;
use roster_core::{Language, Result, Session, Timestamp, Ulid};
use roster_mail::{MailKind, Message, Recipient};
use roster_store::Addressee;
use std::time::{Duration, UNIX_EPOCH};

/// The message about the session of this user. `None` for a user without an email, and for the first of their sessions
/// (source: docs/reference/appwrite/settings.md#sessions).
///
/// # Errors
/// Only those of every call to the table.
pub(crate) async fn message(app: &App, id: Ulid, to: &Addressee, locale: &str) -> Result<Option<Message>> {
    let (Some(session), Some(email)) = (to.session.as_ref(), to.user.email.clone()) else { return Ok(None) };
    let sessions = app.store.list_sessions(&to.project.id, &to.user.id, app.now()).await?;
    if sessions.items.iter().all(|other| other.id == session.id || other.created_at > session.created_at) {
        return Ok(None);
    }
    let kind = MailKind::SessionAlert {
        time: utc(session.created_at),
        client: client(session),
        ip: session.ip.clone(),
        country: country(app, session, locale),
    };
    let recipient = Recipient::Email { email, name: to.user.name.clone() };
    Ok(Some(Message::new(&to.project, &to.user.id, id, recipient, kind, Language::of_locale(locale))))
}

/// A time that people read: `2026-05-01 12:00 UTC`.
fn utc(at: Timestamp) -> String {
    let text = humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_millis(at.as_millis())).to_string();
    let (day, time) = text.split_once('T').unwrap_or((&text, ""));
    format!("{day} {} UTC", time.get(..5).unwrap_or_default())
}

/// The client and its system, as far as they are known.
fn client(session: &Session) -> String {
    let known = [&session.client.client_name, &session.client.os_name].map(String::as_str);
    known.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The name of the country, or the empty text.
fn country(app: &App, session: &Session, locale: &str) -> String {
    let countries = Countries::open(&app.country_db);
    countries.translate(&session.country_code.to_ascii_uppercase(), locale).unwrap_or_default()
}
