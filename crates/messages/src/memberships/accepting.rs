//! `PATCH /v1/teams/{teamId}/memberships/{membershipId}/status`: somebody accepts an invitation with the secret of its link.

use axum::extract::State;
use roster_api::{
    App, AuthedCaller, FromParams, NewSession, Params, Refusal, SessionCookie, Valid, View, Visitor, text,
};
use roster_core::{Acceptance, Invalid, MembershipId, Result, SecretHash, TeamId, TokenSecret, UserId};
use roster_sign_in::client_and_country;
use roster_store::{FirstSession, OpenInvitation};

/// PATCH /v1/teams/{teamId}/memberships/{membershipId}/status
///
/// The invited user becomes a member. In 0.15 they always get a session, since 1.0 only if they are not signed in (source:
/// docs/reference/appwrite/teams.md#invitations); with an old link neither ([`OpenInvitation::begins_session`]).
pub(crate) async fn confirm_membership(
    State(app): State<App>,
    caller: AuthedCaller,
    visitor: Visitor,
    confirm: Result<Valid<Confirm>, Refusal>,
) -> Result<(Option<SessionCookie>, View), Refusal> {
    let confirm = counted(&app, &caller, confirm).await?;
    let signed_in = visitor.user().await?;
    let acceptance = confirm.acceptance(signed_in);
    let open = app.store.find_invitation(caller.project_id(), &acceptance).await?;
    let change = caller.change_of(&acceptance.user)?;
    let signs_in = acceptance.signed_in.is_none() || !caller.is_v1();
    if !(signs_in && open.begins_session()) {
        let member = app.store.accept_invitation(caller.project_id(), &acceptance, open, None, &change).await?;
        return Ok((None, View::membership(member)));
    }
    let (new, begins) = (new_session(&app, &caller, &open)?, caller.change_of(&acceptance.user)?);
    let (session, secret) = (&new.session, &new.token.hash());
    let first = FirstSession { session, secret, change: &begins, is_access: caller.is_v1() };
    let member = app.store.accept_invitation(caller.project_id(), &acceptance, open, Some(&first), &change).await?;
    app.end_oldest_sessions(&caller, &acceptance.user, &session.id).await;
    Ok((Some(SessionCookie::of(&new.token, session.expires_at)), View::membership(member)))
}

/// The request, once it is valid and counted for the client, as sign-ins are: anybody may send it, and a wrong one costs more than a
/// right one. A server that may make sessions is not counted.
async fn counted(
    app: &App,
    caller: &AuthedCaller,
    confirm: Result<Valid<Confirm>, Refusal>,
) -> Result<Confirm, Refusal> {
    let counter = app.client_counter(caller, "teams.memberships.status");
    let confirm = app.valid_or_shown(caller, confirm, counter.as_ref()).await?;
    if let Some(counter) = &counter {
        app.count_calls(caller, counter).await?;
    }
    Ok(confirm)
}

fn new_session(app: &App, caller: &AuthedCaller, open: &OpenInvitation) -> Result<NewSession> {
    let (user, (client, country)) = (open.user(), client_and_country(app, caller.origin()));
    let mut new = app.new_session(caller, &user.id, open.reached().provider(user), client, country)?;
    new.session.factors = vec![open.reached().factor()];
    Ok(new)
}

pub(crate) struct Confirm {
    team: TeamId,
    membership: MembershipId,
    user: UserId,
    secret: SecretHash,
}

impl Confirm {
    fn acceptance(self, signed_in: Option<roster_core::User>) -> Acceptance {
        let Self { team, membership, user, secret } = self;
        Acceptance { team, membership, user, secret, signed_in }
    }
}

impl FromParams for Confirm {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            team: params.path("teamId", TeamId::parse)?,
            membership: params.path("membershipId", MembershipId::parse)?,
            user: params.required("userId", text(UserId::parse, Invalid::Id))?,
            secret: params.required("secret", text(TokenSecret::parse, Invalid::Text(TokenSecret::MAX_CHARS)))?.hash(),
        })
    }
}
