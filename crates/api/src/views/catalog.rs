//! All views, with their form in each dialect.

use crate::answers::dialect::Format;
use crate::answers::view::{Health, LogView, NewToken, ShownIdentity, ShownSession, TeamLogView, View};
use crate::views::{HealthList, HealthView, VersionView, v0_15, v1};
use axum::http::{HeaderValue, StatusCode};
use roster_core::{
    Challenge, Error, Factors, Listing, Membership, Prefs, RecoveryCodes, Result, Target, Team, TeamId, Usage, User,
    UserId, Viewer,
};
use serde::Serialize;

/// A view that has a form of its own in 0.15 and before.
macro_rules! forms {
    ($status:ident, $format:ident: $v0_15:expr, $v1:expr) => {
        View::new(StatusCode::$status, move |$format| {
            let json = if $format.is_v1() { to_json(&$v1) } else { to_json(&$v0_15) };
            json.map(Some)
        })
    };
}

/// A view that 0.15 does not have: every dialect gets the form of 1.x.
macro_rules! form {
    ($status:ident, $format:ident: $v1:expr) => {
        View::new(StatusCode::$status, move |format| {
            let $format = if format.is_v1() { format } else { Format::V1 };
            to_json(&$v1).map(Some)
        })
    };
}

impl View {
    /// A user.
    #[must_use]
    pub fn user(user: User) -> Self {
        forms!(OK, format: v0_15::UserView::of(&user, format)?, v1::UserView::of(&user, format)?)
    }

    /// A user that this call created.
    #[must_use]
    pub fn created(user: User) -> Self {
        forms!(CREATED, format: v0_15::UserView::of(&user, format)?, v1::UserView::of(&user, format)?)
    }

    /// A user as they see themselves; with the user who acts as them, if there is one.
    #[must_use]
    pub fn account(user: User, impersonator: Option<UserId>) -> Self {
        forms!(OK, format: v0_15::UserView::of(&user, format)?, v1::AccountView::of(&user, impersonator.as_ref(), format)?)
    }

    /// A user that signed up with this call.
    #[must_use]
    pub fn new_account(user: User) -> Self {
        forms!(CREATED, format: v0_15::UserView::of(&user, format)?, v1::AccountView::of(&user, None, format)?)
    }

    /// A page of users.
    #[must_use]
    pub fn users(listing: Listing<User>) -> Self {
        forms!(OK, format: v0_15::users(&listing, format)?, v1::users(&listing, format)?)
    }

    /// The preferences of a user or a team: one form in every dialect.
    #[must_use]
    pub fn prefs(prefs: Prefs) -> Self {
        Self::new(StatusCode::OK, move |_| Ok(Some(prefs.as_json().to_owned())))
    }

    /// The sessions of a user.
    #[must_use]
    pub fn sessions(listing: Listing<ShownSession>) -> Self {
        forms!(OK, format: v0_15::sessions(&listing, format), v1::sessions(&listing, format))
    }

    /// One session of a user.
    #[must_use]
    pub fn session(session: ShownSession) -> Self {
        forms!(OK, format: v0_15::SessionView::of(&session, format), v1::SessionView::of(&session, format))
    }

    /// A session that began with this call.
    #[must_use]
    pub fn new_session(session: ShownSession) -> Self {
        forms!(CREATED, format: v0_15::SessionView::of(&session, format), v1::SessionView::of(&session, format))
            .secret()
    }

    /// A JWT: one form in every dialect.
    #[must_use]
    pub fn jwt(jwt: String) -> Self {
        Self::new(StatusCode::CREATED, move |_| to_json(&serde_json::json!({ "jwt": jwt })).map(Some)).secret()
    }

    /// A team.
    #[must_use]
    pub fn team(team: Team) -> Self {
        forms!(OK, format: v0_15::TeamView::of(&team, format), v1::TeamView::of(&team)?)
    }

    /// A team that this call created.
    #[must_use]
    pub fn new_team(team: Team) -> Self {
        forms!(CREATED, format: v0_15::TeamView::of(&team, format), v1::TeamView::of(&team)?)
    }

    /// A page of teams.
    #[must_use]
    pub fn teams(listing: Listing<Team>) -> Self {
        forms!(OK, format: v0_15::teams(&listing, format), v1::teams(&listing)?)
    }

    /// A membership.
    #[must_use]
    pub fn membership(of: Membership) -> Self {
        forms!(OK, format: v0_15::MembershipView::of(&of, format), v1::MembershipView::of(&of, format))
    }

    /// A membership that this call created.
    #[must_use]
    pub fn new_membership(of: Membership) -> Self {
        forms!(CREATED, format: v0_15::MembershipView::of(&of, format), v1::MembershipView::of(&of, format))
    }

    /// The memberships of a user, or the members of a team.
    #[must_use]
    pub fn memberships(listing: Listing<Membership>) -> Self {
        forms!(OK, format: v0_15::memberships(&listing, format), v1::memberships(&listing, format))
    }

    /// A page of a user's log.
    #[must_use]
    pub fn logs(user: User, listing: Listing<LogView>) -> Self {
        forms!(OK, format: v0_15::logs(&user, &listing, format), v1::logs(&user, &listing))
    }

    /// A page of a team's log, as the viewer sees it.
    #[must_use]
    pub fn team_logs(team: TeamId, viewer: Viewer, listing: Listing<TeamLogView>) -> Self {
        forms!(
            OK,
            format: v0_15::team_logs(&team, &viewer, &listing, format),
            v1::team_logs(&viewer, &listing)
        )
    }

    /// A token that was sent to its user.
    #[must_use]
    pub fn sent_token(token: NewToken) -> Self {
        forms!(CREATED, format: v0_15::TokenView::of(&token, format), v1::TokenView::of(&token, format)).secret()
    }

    /// A token that its user has used with this call.
    #[must_use]
    pub fn used_token(token: NewToken) -> Self {
        forms!(OK, format: v0_15::TokenView::of(&token, format), v1::TokenView::of(&token, format))
    }

    /// A token of a server that signs a user in.
    #[must_use]
    pub fn token(token: NewToken) -> Self {
        form!(CREATED, format: v1::TokenView::of(&token, format)).secret()
    }

    /// Targets of this user.
    #[must_use]
    pub fn targets(user: UserId, listing: Listing<Target>) -> Self {
        form!(OK, _format: v1::targets(&user, &listing))
    }

    /// One target of this user.
    #[must_use]
    pub fn target(user: UserId, target: Target) -> Self {
        form!(OK, _format: v1::TargetView::of(&user, &target))
    }

    /// A target of this user that this call created.
    #[must_use]
    pub fn new_target(user: UserId, target: Target) -> Self {
        form!(CREATED, _format: v1::TargetView::of(&user, &target))
    }

    /// The factors that a user could present.
    #[must_use]
    pub fn factors(factors: Factors) -> Self {
        form!(OK, _format: v1::FactorsView::of(factors))
    }

    /// The recovery codes of a user.
    #[must_use]
    pub fn recovery_codes(codes: RecoveryCodes) -> Self {
        form!(OK, _format: v1::RecoveryCodesView::of(&codes)).secret()
    }

    /// The recovery codes of a user that this call created.
    #[must_use]
    pub fn new_recovery_codes(codes: RecoveryCodes) -> Self {
        form!(CREATED, _format: v1::RecoveryCodesView::of(&codes)).secret()
    }

    /// An authenticator that this call created: its secret, and its URI.
    #[must_use]
    pub fn authenticator(secret: String, uri: String) -> Self {
        form!(OK, _format: v1::AuthenticatorView { secret: &secret, uri: &uri }).secret()
    }

    /// A challenge that this call created.
    #[must_use]
    pub fn new_challenge(challenge: Challenge) -> Self {
        form!(CREATED, _format: v1::ChallengeView::of(&challenge))
    }

    /// Identities, with the tokens of the providers: no cache may store them.
    #[must_use]
    pub fn identities(listing: Listing<ShownIdentity>) -> Self {
        form!(OK, _format: v1::identities(&listing)).secret()
    }

    /// One session of a user, with the tokens of its provider: no cache may store them.
    #[must_use]
    pub fn session_with_tokens(session: ShownSession) -> Self {
        Self::session(session).secret()
    }

    /// Statistics of usage.
    #[must_use]
    pub fn usage(usage: Usage) -> Self {
        form!(OK, _format: v1::UsageView::of(&usage))
    }

    /// The health of the deployment, or of a part of it.
    #[must_use]
    pub fn health(health: Health) -> Self {
        Self::new(StatusCode::OK, move |format| to_json(&HealthView::of(&health, format)).map(Some))
    }

    /// The health of the table, which is the only database.
    #[must_use]
    pub fn database_health(health: Health) -> Self {
        forms!(OK, format: HealthView::of(&health, format), HealthList::of_one(&health, format))
    }

    /// The version of Appwrite that the dialect follows.
    #[must_use]
    pub fn version() -> Self {
        Self::new(StatusCode::OK, move |format| to_json(&VersionView::of(format)).map(Some))
    }

    /// A plain text.
    #[must_use]
    pub fn text(text: &'static str) -> Self {
        Self::of_type(HeaderValue::from_static("text/plain; charset=UTF-8"), text.to_owned())
    }

    /// A value that has one form in every dialect.
    #[must_use]
    pub fn json(json: serde_json::Value) -> Self {
        Self::new(StatusCode::OK, move |_| to_json(&json).map(Some))
    }

    /// An answer without a body.
    #[must_use]
    pub fn done() -> Self {
        Self::new(StatusCode::NO_CONTENT, |_| Ok(None))
    }
}

/// The JSON of a value.
///
/// # Errors
/// [`Error::Internal`] when the value cannot be written as JSON.
pub(crate) fn to_json(view: &impl Serialize) -> Result<String> {
    serde_json::to_string(view).map_err(Error::internal)
}
