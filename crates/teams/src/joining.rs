//! `POST /v1/teams/{teamId}/memberships`: a server adds a member.

use crate::membership::roles_of_member;
use axum::extract::State;
use roster_api::{App, AuthedCaller, FromParams, Params, Refusal, Valid, Value, View, text};
use roster_core::{
    Email, Error, Exact, Invalid, MemberField, MemberFields, Membership, MembershipId, Name, NewMembership, NewUser,
    Phone, Project, Result, Roles, TeamId, User, UserId,
};

/// POST /v1/teams/{teamId}/memberships
///
/// A server adds a member; a user is created when the email or the phone is unknown. Users could only invite by email,
/// which Roster cannot.
pub(crate) async fn create_membership(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(new): Valid<CreateMembership>,
) -> Result<View, Refusal> {
    ensure_known_host(new.host.as_deref(), caller.project())?;
    caller.ensure_member(&new.team).await?;
    if caller.signed_in().is_some() {
        return Err(Error::InvitationsNeedKey.into());
    }
    app.store.get_team(caller.project_id(), &new.team).await?;
    let user = new.invitee.find_or_create(&app, &caller, new.name).await?;
    let change = caller.change()?;
    let id = MembershipId::generate(change.at, app.random()? as u64);
    let roles = new.roles.into_vec();
    let membership = NewMembership { id, user: user.id, team: new.team, roles, confirmed: true };
    let membership = app.store.create_membership(caller.project_id(), &membership, &change).await?;
    Ok(View::new_membership(Membership { shown: new.invitee.shown(), ..membership }))
}

/// The user to add: by email in 0.15; by id, email or phone since 1.0.
struct Invitee {
    user: Option<UserId>,
    email: Option<Email>,
    phone: Option<Phone>,
}

impl Invitee {
    /// The fields that the answer shows. Appwrite does not repeat a phone (source:
    /// docs/reference/appwrite/teams.md#memberships-by-key).
    fn shown(&self) -> MemberFields {
        match self {
            Self { user: None, email: None, .. } => MemberFields::ALL.without(MemberField::UserPhone),
            _ => MemberFields::ALL,
        }
    }

    /// The named user. A new user has no password, and their email as the name when no name is sent.
    async fn find_or_create(&self, app: &App, caller: &AuthedCaller, name: Name) -> Result<User> {
        if let Some(user) = self.find(app, caller).await? {
            return Ok(user);
        }
        let change = caller.change()?;
        let id = UserId::generate(change.at, app.random()? as u64);
        let name = if name == Name::default() { self.name() } else { name };
        let new = NewUser { id, email: self.email.clone(), phone: self.phone.clone(), name, password: None };
        match app.store.create_user(caller.project(), new, &change).await {
            // Somebody signed up with this email in between.
            Err(Error::UserAlreadyExists) => self.find(app, caller).await?.ok_or(Error::Contention),
            created => created,
        }
    }

    /// The user with this id, or else this email, or else this phone; the other values must belong to the same user.
    async fn find(&self, app: &App, caller: &AuthedCaller) -> Result<Option<User>> {
        let project = caller.project_id();
        let found = match self {
            Self { user: Some(id), .. } => match app.store.get_user(project, id).await {
                Err(Error::UserNotFound) => return Err(Error::InviteeNotFound),
                found => Some(found?),
            },
            Self { email: Some(email), .. } => app.store.find_by_email(project, email).await?,
            Self { phone: Some(phone), .. } => find_by_phone(app, caller, phone).await?,
            Self { user: None, email: None, phone: None } => None,
        };
        match found {
            Some(user) => self.ensure_same(&user).map(|()| Some(user)),
            None => Ok(None),
        }
    }

    /// The other values that were sent must belong to the user, too.
    fn ensure_same(&self, user: &User) -> Result<()> {
        let by = if self.user.is_some() { "userId" } else { "email" };
        if self.email.as_ref().is_some_and(|email| user.email.as_ref() != Some(email)) {
            return Err(Error::InviteeMismatch(by, "email"));
        }
        if self.phone.as_ref().is_some_and(|phone| user.phone.as_ref() != Some(phone)) {
            return Err(Error::InviteeMismatch(by, "phone"));
        }
        Ok(())
    }

    fn name(&self) -> Name {
        let email = self.email.as_ref().map_or("", Email::as_str);
        let name: String = email.chars().take(Name::MAX_CHARS).collect();
        Name::parse(&name).unwrap_or_default()
    }
}

async fn find_by_phone(app: &App, caller: &AuthedCaller, phone: &Phone) -> Result<Option<User>> {
    match app.store.find_named(caller.project_id(), &Exact::Phone(phone.clone())).await {
        Ok(found) => Ok(Some(found.user)),
        Err(Error::UserNotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// An invitation may only link to a known web origin of the project.
fn ensure_known_host(host: Option<&str>, project: &Project) -> Result<()> {
    let Some(host) = host else { return Ok(()) };
    if project.has_page_host(host) {
        return Ok(());
    }
    Err(Error::HostUnknown(host.to_owned(), project.page_hosts().collect()))
}

/// The host of a URL. Only scheme and host are looked at: the rest may have any characters (source:
/// docs/reference/appwrite/teams.md#invitations).
fn host_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    // Browsers also end the host at a backslash.
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host: axum::http::uri::Authority = authority.parse().ok()?;
    Some(host.host().to_ascii_lowercase()).filter(|host| is_web && !host.is_empty())
}

pub(crate) struct CreateMembership {
    team: TeamId,
    invitee: Invitee,
    roles: Roles,
    host: Option<String>,
    name: Name,
}

impl FromParams for CreateMembership {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            team: params.path("teamId", TeamId::parse)?,
            invitee: if params.is_v1() { Invitee::by_any(params)? } else { Invitee::by_email(params)? },
            roles: roles_of_member(params)?,
            host: params.optional_since_v1("url", url)?,
            name: params.optional("name", text(Name::parse, Invalid::Text(Name::MAX_CHARS)))?.unwrap_or_default(),
        })
    }
}

impl Invitee {
    fn by_email(params: &Params) -> Result<Self> {
        Ok(Self { user: None, email: Some(params.email("email")?), phone: None })
    }

    fn by_any(params: &Params) -> Result<Self> {
        let email = params.optional_email("email")?;
        let user = params.optional("userId", text(UserId::parse, Invalid::Id))?;
        let phone = params.optional("phone", text(Phone::parse, Invalid::Phone))?;
        if email.is_none() && user.is_none() && phone.is_none() {
            return Err(Error::InviteeMissing);
        }
        Ok(Self { user, email, phone })
    }
}

/// The host of a URL.
fn url(value: &Value) -> Result<String, Invalid> {
    match value {
        Value::Text(text) => host_of(text).ok_or(Invalid::Url),
        _ => Err(Invalid::Url),
    }
}
