//! The results of handlers: a view or an error. The dialect decides later which form they get.

use crate::answers::dialect::Format;
use crate::views::v1::moment;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use roster_core::{
    Client, Error, Identity, LogEntry, Result, Session, SignInToken, TeamLogEntry, Timestamp, TokenId, TokenSecret,
    UserId,
};
use std::sync::Arc;

/// The body of a view in a format.
type Show = dyn Fn(Format) -> Result<Option<String>> + Send + Sync;

/// The type of almost every body.
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=UTF-8");

/// A time as the caller's dialect writes it, for the link in an email: as in the JSON of the answer.
#[must_use]
pub fn time_text(at: Timestamp, is_v1: bool) -> String {
    if is_v1 { moment(at) } else { at.as_secs().to_string() }
}

/// The successful result of a handler. Each view closes over its own forms (`views/catalog.rs`), so a function links
/// only the forms of the views that it uses.
pub struct View {
    status: StatusCode,
    content_type: HeaderValue,
    show: Box<Show>,
    /// Whether no cache may store the answer.
    is_secret: bool,
}

impl View {
    /// A view with this status and these forms, in JSON.
    pub(crate) fn new(
        status: StatusCode,
        show: impl Fn(Format) -> Result<Option<String>> + Send + Sync + 'static,
    ) -> Self {
        Self { status, content_type: JSON, show: Box::new(show), is_secret: false }
    }

    /// A text of another type than JSON, which has one form in every dialect.
    pub(crate) fn of_type(content_type: HeaderValue, text: String) -> Self {
        Self { content_type, ..Self::new(StatusCode::OK, move |_| Ok(Some(text.clone()))) }
    }

    /// The view holds a secret, so no cache on its way may store it.
    pub(crate) fn secret(self) -> Self {
        Self { is_secret: true, ..self }
    }

    /// The type of the body.
    pub(crate) fn content_type(&self) -> HeaderValue {
        self.content_type.clone()
    }

    /// The body of the view; `None` for a view without one.
    ///
    /// # Errors
    /// [`Error::Internal`] when a stored value is not JSON.
    pub(crate) fn show(&self, format: Format) -> Result<Option<String>> {
        (self.show)(format)
    }
}

/// The state of a part of the deployment that passed its check.
#[derive(Debug, Clone, Copy)]
pub struct Health {
    /// The name of the part.
    pub name: &'static str,
    /// The duration of the check, in milliseconds.
    pub ping_ms: u64,
}

/// A token in the form in which it is shown once.
pub struct NewToken {
    /// The id of the token.
    pub id: TokenId,
    /// The user; `None` in an answer that must not say who it is.
    pub user: Option<UserId>,
    /// The secret; empty for a caller who must receive it by other means.
    pub secret: String,
    /// Two words that are also in the email, so that the user can compare them; empty unless the caller asked for them.
    pub phrase: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
}

impl NewToken {
    /// A token with its secret.
    #[must_use]
    pub fn of(token: SignInToken, secret: &TokenSecret) -> Self {
        Self { secret: secret.reveal().to_owned(), ..Self::without_secret(token) }
    }

    /// A token whose secret is not shown.
    #[must_use]
    pub fn without_secret(token: SignInToken) -> Self {
        let SignInToken { id, user, created_at, expires_at, .. } = token;
        Self { id, user: Some(user), secret: String::new(), phrase: String::new(), created_at, expires_at }
    }
}

/// The secret is not shown in a debug print.
impl std::fmt::Debug for NewToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewToken({})", self.id)
    }
}

/// A session with the values that its views need.
#[derive(Debug)]
pub struct ShownSession {
    /// The session.
    pub session: Session,
    /// The country in the caller's language, or `Unknown`.
    pub country_name: String,
    /// Whether the caller uses this session.
    pub current: bool,
    /// Its token, which is shown once, to the server that created it.
    pub secret: Option<String>,
    /// The tokens of the provider; empty if it gave none, or the function is not allowed to decrypt them.
    pub tokens: ShownTokens,
}

/// The tokens that a provider gave for a user, as the user and their servers see them.
#[derive(Clone, Default)]
pub struct ShownTokens {
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
    /// When the access token expires.
    pub expires_at: Option<Timestamp>,
}

/// A debug print shows no token.
impl std::fmt::Debug for ShownTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ShownTokens(..)")
    }
}

/// An identity with the tokens of the provider.
#[derive(Debug)]
pub struct ShownIdentity {
    /// The identity.
    pub identity: Identity,
    /// The tokens.
    pub tokens: ShownTokens,
}

/// An entry of a user's log, with the values that follow from its user agent and its IP address.
#[derive(Debug)]
pub struct LogView {
    /// The entry.
    pub entry: LogEntry,
    /// The client that the user agent describes.
    pub client: Client,
    /// The country: two letters in lower case, or `--`.
    pub country_code: String,
    /// The country in the caller's language, or `Unknown`.
    pub country_name: String,
    /// Whether the caller sees which API key made the change: servers do, users do not.
    pub shows_key: bool,
}

/// An entry of a team's log, with the values that follow from its user agent and its IP address.
#[derive(Debug)]
pub struct TeamLogView {
    /// The entry.
    pub entry: TeamLogEntry,
    /// The client that the user agent describes.
    pub client: Client,
    /// The country: two letters in lower case, or `--`.
    pub country_code: String,
    /// The country in the caller's language, or `Unknown`.
    pub country_name: String,
    /// Whether the caller sees which API key made the change: servers do, users do not.
    pub shows_key: bool,
}

/// The capacity for headers from the start: a map of headers that grows is built again each time.
const HEADERS: usize = 20;

impl IntoResponse for View {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.headers_mut().reserve(HEADERS);
        if self.is_secret {
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// The error result of a handler; the caller's dialect decides its status and its text.
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
