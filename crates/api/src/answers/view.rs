//! What a handler answers: a thing to show, or a refusal. Which form it gets is decided later, by the caller's dialect.

use crate::answers::dialect::Format;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use roster_core::{Client, Error, LogEntry, Result, Session, SignInToken, Timestamp, TokenId, TokenSecret, UserId};
use std::sync::Arc;

/// How a view looks in a format.
type Show = dyn Fn(Format) -> Result<Option<String>> + Send + Sync;

/// What a handler shows. It carries its own forms (`show.rs`), so that a function links those of what it shows and no others.
pub struct View {
    status: StatusCode,
    show: Box<Show>,
}

impl View {
    /// What is shown in this way.
    pub(crate) fn new(
        status: StatusCode,
        show: impl Fn(Format) -> Result<Option<String>> + Send + Sync + 'static,
    ) -> Self {
        Self { status, show: Box::new(show) }
    }

    /// The JSON of the view; nothing when there is nothing to show.
    ///
    /// # Errors
    /// [`Error::Internal`] when something stored is no JSON.
    pub(crate) fn show(&self, format: Format) -> Result<Option<String>> {
        (self.show)(format)
    }
}

/// How something fares that is well.
#[derive(Debug, Clone, Copy)]
pub struct Health {
    /// What it is.
    pub name: &'static str,
    /// How long it took to find out, in milliseconds.
    pub ping_ms: u64,
    /// What it is made of, if it was looked at.
    pub parts: &'static [&'static str],
}

/// A token that signs a user in, as it is shown once.
pub struct NewToken {
    /// Its id.
    pub id: TokenId,
    /// Whom it signs in.
    pub user: UserId,
    /// What the user shows.
    pub secret: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl NewToken {
    /// A token with its secret.
    #[must_use]
    pub fn of(token: SignInToken, secret: &TokenSecret) -> Self {
        let SignInToken { id, user, created_at, expires_at, .. } = token;
        Self { id, user, secret: secret.reveal().to_owned(), created_at, expires_at }
    }
}

/// The secret is not shown in a debug print.
impl std::fmt::Debug for NewToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewToken({})", self.id)
    }
}

/// A session as it is shown.
#[derive(Debug)]
pub struct ShownSession {
    /// The session.
    pub session: Session,
    /// Its country in the caller's language, or `Unknown`.
    pub country_name: String,
    /// Whether it is the one that the caller calls with.
    pub current: bool,
    /// Its token: shown once, to the server that made it.
    pub secret: Option<String>,
}

/// A line of a user's log, with what its user agent and its address say.
#[derive(Debug)]
pub struct LogView {
    /// The line.
    pub entry: LogEntry,
    /// What the user agent says of itself.
    pub client: Client,
    /// Two letters, lower case, or `--`.
    pub country_code: String,
    /// The country in the caller's language, or `Unknown`.
    pub country_name: String,
}

impl IntoResponse for View {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Why a call fails; the status and the text are chosen by the caller's dialect.
#[derive(Debug, Clone)]
pub struct Refusal(pub(crate) Arc<Error>);

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self(Arc::new(error))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
