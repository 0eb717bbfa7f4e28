//! What a handler answers: a thing to show, or a refusal. Which form it gets is decided later, by the caller's dialect.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use roster_core::{
    Client, Error, Factors, Listing, LogEntry, Membership, Prefs, RecoveryCodes, Session, SignInToken, Target, Team,
    Timestamp, TokenId, TokenSecret, Usage, User, UserId,
};
use std::sync::Arc;

/// What a handler shows.
#[derive(Debug)]
pub enum View {
    /// A user.
    User(User),
    /// A user who was created by this call.
    Created(User),
    /// A user who sees himself; who calls in his name, if another does.
    Account(User, Option<UserId>),
    /// A user who signed up by this call.
    NewAccount(User),
    /// A page of users.
    Users(Listing<User>),
    /// The preferences of a user.
    Prefs(Prefs),
    /// The sessions of a user.
    Sessions(Listing<ShownSession>),
    /// One session of a user.
    Session(ShownSession),
    /// A session that began with this call.
    NewSession(ShownSession),
    /// A token that lends a session to a server.
    Jwt(String),
    /// A team.
    Team(Team),
    /// A team that was created by this call.
    NewTeam(Team),
    /// A page of teams.
    Teams(Listing<Team>),
    /// A membership.
    Membership(Membership),
    /// A membership that was made by this call.
    NewMembership(Membership),
    /// A page of a user's log.
    Logs(User, Listing<LogView>),
    /// The memberships of a user.
    Memberships(Listing<Membership>),
    /// A token that signs a user in.
    Token(NewToken),
    /// Targets of this user.
    Targets(UserId, Listing<Target>),
    /// One target of this user.
    Target(UserId, Target),
    /// A target of this user that was created by this call.
    NewTarget(UserId, Target),
    /// The factors that a user could show.
    Factors(Factors),
    /// The recovery codes of a user.
    RecoveryCodes(RecoveryCodes),
    /// Identities with other providers: none, as long as nobody can sign in with one.
    NoIdentities,
    /// Statistics of usage.
    Usage(Usage),
    /// How the deployment, or something of it, fares.
    Health(Health),
    /// What has one form in every dialect that has it at all.
    Json(serde_json::Value),
    /// Nothing: it is done.
    Done,
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
        let status = match self {
            Self::Created(_)
            | Self::NewAccount(_)
            | Self::NewSession(_)
            | Self::Jwt(_)
            | Self::Token(_)
            | Self::NewTarget(..)
            | Self::NewTeam(_)
            | Self::NewMembership(_) => StatusCode::CREATED,
            Self::Done => StatusCode::NO_CONTENT,
            _ => StatusCode::OK,
        };
        let mut response = status.into_response();
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
