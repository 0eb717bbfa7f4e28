//! The email that informs a user about a new session.

use roster_agents::Countries;
use roster_api::App;
use roster_core::{DueMessage, Email, Language, Result, SecretHash, SessionAlert, Timestamp};
use roster_mail::{MailKind, Message, Recipient};
use roster_store::Addressee;
use std::time::{Duration, UNIX_EPOCH};

/// The message about a session of this user. `None` for a user without an email.
///
/// # Errors
/// Only those of every call to the table.
pub(crate) async fn message(
    app: &App,
    due: &DueMessage,
    to: &Addressee,
    alert: &SessionAlert,
) -> Result<Option<Message>> {
    let Some(email) = receiver(app, to, (due.entry.made_at, &alert.to)).await? else { return Ok(None) };
    let kind = MailKind::SessionAlert {
        time: utc(due.entry.made_at),
        client: client(alert),
        ip: alert.ip.clone(),
        country: country(app, alert),
    };
    let recipient = Recipient::Email { email, name: to.user.name.clone() };
    let language = Language::of_locale(&alert.locale);
    Ok(Some(Message::new(&to.project, &to.user.id, due.entry.id, recipient, kind, language)))
}

/// The email that the user had at the sign-in, of this hash: whoever has stolen the password may have changed it since. The present
/// one, if the log does not have the former one any more.
async fn receiver(app: &App, to: &Addressee, (at, hash): (Timestamp, &SecretHash)) -> Result<Option<Email>> {
    let present = to.user.email.clone();
    if present.as_ref().is_some_and(|email| hash.is(&SecretHash::of(email.as_str()))) {
        return Ok(present);
    }
    let former = app.store.find_former_email(&to.project.id, &to.user.id, (at, hash)).await?;
    Ok(former.or(present))
}

/// A time that people read: `2026-05-01 12:00 UTC`.
fn utc(at: Timestamp) -> String {
    let text = humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_millis(at.as_millis())).to_string();
    let (day, time) = text.split_once('T').unwrap_or((&text, ""));
    format!("{day} {} UTC", time.get(..5).unwrap_or_default())
}

/// The client and its system, as far as they are known.
fn client(alert: &SessionAlert) -> String {
    let known = [&alert.client_name, &alert.os_name].map(String::as_str);
    known.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The name of the country, or the empty text.
fn country(app: &App, alert: &SessionAlert) -> String {
    let countries = Countries::open(&app.country_db);
    countries.translate(&alert.country_code.to_ascii_uppercase(), &alert.locale).unwrap_or_default()
}
