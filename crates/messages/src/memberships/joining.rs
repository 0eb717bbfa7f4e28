//! `POST /v1/teams/{teamId}/memberships`: a server adds a member, or an owner invites one.

use crate::memberships::invitee::Invitee;
use crate::memberships::inviting::invite;
use axum::Extension;
use axum::extract::State;
use roster_api::{App, AuthedCaller, FromParams, Locale, Params, Refusal, Valid, Value, View, counter_of, list, text};
use roster_core::{
    AuthMethod, Change, Error, Invalid, Link, Membership, MembershipId, Name, NewMembership, RateLimit, Result, Roles,
    TeamId, User, UserId,
};
use roster_mail::Mailer;

/// Invitations from one IP address, and to one email or phone, in an hour (source: docs/reference/appwrite/account.md#rate-limits).
pub(crate) const INVITATIONS: RateLimit = RateLimit::an_hour(10);

/// POST /v1/teams/{teamId}/memberships
pub(crate) async fn create_membership(
    State(app): State<App>,
    Extension(mailer): Extension<Mailer>,
    caller: AuthedCaller,
    new: Result<Valid<CreateMembership>, Refusal>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    if caller.signed_in().is_none() {
        let Valid(new) = new?;
        return Ok(add(&app, &caller, new).await?);
    }
    caller.ensure_method(AuthMethod::Invites)?;
    let counter = counter_of("teams.memberships", caller.ip(), INVITATIONS);
    let new = app.valid_or_shown(&caller, new, Some(&counter)).await?;
    app.count_calls(&caller, &counter).await?;
    Ok(invite(&app, &mailer, &caller, new, &locale).await?)
}

/// A server adds a member, who is confirmed at once; a user is created when the email or the phone is unknown.
async fn add(app: &App, caller: &AuthedCaller, new: CreateMembership) -> Result<View> {
    new.ensure_known_link(caller)?;
    app.store.get_team(caller.project_id(), &new.team).await?;
    let user = match new.invitee.find(app, caller).await? {
        Some(user) => user,
        None => create(app, caller, &new).await?,
    };
    let change = caller.change()?;
    let membership = new.membership_of(MembershipId::generate(change.at, app.random()? as u64), user.id, true);
    let added = app.store.create_membership(caller.project_id(), &membership, &change).await;
    let membership = match added {
        Err(Error::MembershipAlreadyExists) if caller.is_v1() => confirm(app, caller, &membership, &change).await?,
        added => added?,
    };
    Ok(View::new_membership(Membership { shown: new.invitee.shown(), ..membership }))
}

/// In the 1.x dialect a server that adds an invited user accepts the invitation for them.
async fn confirm(app: &App, caller: &AuthedCaller, new: &NewMembership, change: &Change) -> Result<Membership> {
    app.store.confirm_membership(caller.project_id(), (&new.user, &new.team), change).await
}

async fn create(app: &App, caller: &AuthedCaller, new: &CreateMembership) -> Result<User> {
    let change = caller.change()?;
    let id = UserId::generate(change.at, app.random()? as u64);
    match app.store.create_user(caller.project(), new.invitee.to_new_user(id, &new.name), &change).await {
        // Somebody signed up with this email in between.
        Err(Error::UserAlreadyExists) => new.invitee.find(app, caller).await?.ok_or(Error::Contention),
        created => created,
    }
}

pub(crate) struct CreateMembership {
    pub(crate) team: TeamId,
    pub(crate) invitee: Invitee,
    pub(crate) roles: Roles,
    pub(crate) link: Option<Link>,
    pub(crate) name: Name,
}

impl FromParams for CreateMembership {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            team: params.path("teamId", TeamId::parse)?,
            invitee: Invitee::from_params(params)?,
            roles: roles_of_member(params)?,
            link: params.optional_since_v1("url", link)?,
            name: params.optional("name", text(Name::parse, Invalid::Text(Name::MAX_CHARS)))?.unwrap_or_default(),
        })
    }
}

impl CreateMembership {
    /// A link may only lead to a page or an app of the project.
    pub(crate) fn ensure_known_link(&self, caller: &AuthedCaller) -> Result<()> {
        self.link.as_ref().map_or(Ok(()), |link| link.ensure_known(caller.project()))
    }

    /// The membership of this user.
    pub(crate) fn membership_of(&self, id: MembershipId, user: UserId, confirmed: bool) -> NewMembership {
        NewMembership { id, user, team: self.team.clone(), roles: self.roles.clone().into_vec(), confirmed }
    }
}

/// The roles of a member, which may be longer in the 1.x dialect (source:
/// docs/reference/appwrite/teams.md#memberships-by-key).
fn roles_of_member(params: &Params) -> Result<Roles> {
    if params.is_v1() {
        return params.required("roles", list(Roles::parse_v1, Invalid::Roles(Roles::MAX_CHARS_V1)));
    }
    params.required("roles", list(Roles::parse, Invalid::Roles(Roles::MAX_CHARS)))
}

/// The URL of a link.
fn link(value: &Value) -> Result<Link, Invalid> {
    match value {
        Value::Text(text) => Link::parse(text),
        _ => Err(Invalid::Url),
    }
}
