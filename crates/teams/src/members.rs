//! `/v1/teams/{teamId}/memberships`: who is in a team.

use crate::rights::ensure_member;
use axum::extract::State;
use roster_api::{App, Caller, FromParams, Params, Refusal, Valid, Value, View, direction, list, number, order, text};
use roster_core::{
    Email, Error, Invalid, Limit, ListMembers, MembershipId, Name, NewMembership, NewUser, Offset, Project, Result,
    Roles, SearchTerm, TeamId, User, UserId,
};

/// GET /v1/teams/{teamId}/memberships
pub(crate) async fn list_members(
    State(app): State<App>,
    caller: Caller,
    Valid(MembersOf { team, query }): Valid<MembersOf>,
) -> Result<View, Refusal> {
    ensure_member(&app, &caller, &team).await?;
    Ok(View::Memberships(app.store.list_members(caller.project_id(), &team, &query).await?))
}

pub(crate) struct MembersOf {
    team: TeamId,
    query: ListMembers,
}

impl FromParams for MembersOf {
    fn from_params(params: &Params) -> Result<Self> {
        let team = params.path("teamId", TeamId::parse)?;
        let query = ListMembers {
            search: params.optional("search", text(SearchTerm::parse, Invalid::Text(SearchTerm::MAX_CHARS)))?,
            limit: params.optional("limit", number(Limit::new, Limit::MAX))?.unwrap_or_default(),
            offset: params.optional("offset", number(Offset::new, Offset::MAX))?.unwrap_or_default(),
            cursor: params.optional("cursor", text(MembershipId::parse, Invalid::Id))?,
            direction: params.optional("cursorDirection", direction)?.unwrap_or_default(),
            order: params.optional("orderType", order)?.unwrap_or_default(),
        };
        Ok(Self { team, query })
    }
}

/// POST /v1/teams/{teamId}/memberships
///
/// A server adds a member, who is created when the address is new. A user could only invite, by mail.
pub(crate) async fn create_membership(
    State(app): State<App>,
    caller: Caller,
    Valid(new): Valid<CreateMembership>,
) -> Result<View, Refusal> {
    ensure_known_host(&new.host, caller.project())?;
    ensure_member(&app, &caller, &new.team).await?;
    if caller.signed_in().is_some() {
        return Err(Error::InvitationsNeedKey.into());
    }
    app.store.get_team(caller.project_id(), &new.team).await?;
    let user = find_or_create(&app, &caller, new.email, new.name).await?;
    let change = caller.change()?;
    let id = MembershipId::generate(change.at, app.random()? as u64);
    let roles = new.roles.into_vec();
    let membership = NewMembership { id: id.clone(), user: user.id, team: new.team.clone(), roles, confirmed: true };
    app.store.create_membership(caller.project_id(), &membership, &change).await?;
    Ok(View::NewMembership(app.store.get_membership(caller.project_id(), &new.team, &id).await?))
}

/// The user of an address. A new one has no password, and its address for a name when none is given.
async fn find_or_create(app: &App, caller: &Caller, email: Email, name: Name) -> Result<User> {
    if let Some(user) = app.store.find_by_email(caller.project_id(), &email).await? {
        return Ok(user);
    }
    let change = caller.change()?;
    let id = UserId::generate(change.at, app.random()? as u64);
    let name = if name == Name::default() { named_by(&email) } else { name };
    let new = NewUser { id, email: Some(email.clone()), phone: None, name, password: None };
    match app.store.create_user(caller.project(), new, &change).await {
        // Somebody signed up with the address in between.
        Err(Error::UserAlreadyExists) => {
            app.store.find_by_email(caller.project_id(), &email).await?.ok_or(Error::Contention)
        }
        created => created,
    }
}

fn named_by(email: &Email) -> Name {
    let name: String = email.as_str().chars().take(Name::MAX_CHARS).collect();
    Name::parse(&name).unwrap_or_default()
}

/// An invitation may only lead to a page that the project knows.
fn ensure_known_host(host: &str, project: &Project) -> Result<()> {
    let hosts = project.origins.iter().filter_map(|origin| host_of(origin));
    let known: Vec<String> = std::iter::once("localhost".to_owned()).chain(hosts).collect();
    if known.iter().any(|known| known == host) { Ok(()) } else { Err(Error::HostUnknown(known)) }
}

fn host_of(url: &str) -> Option<String> {
    let uri: axum::http::Uri = url.parse().ok()?;
    let web = matches!(uri.scheme_str(), Some("http" | "https"));
    uri.host().filter(|_| web).map(str::to_ascii_lowercase)
}

pub(crate) struct CreateMembership {
    team: TeamId,
    email: Email,
    roles: Roles,
    host: String,
    name: Name,
}

impl FromParams for CreateMembership {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            team: params.path("teamId", TeamId::parse)?,
            email: params.required("email", text(Email::parse, Invalid::Email))?,
            roles: params.required("roles", list(Roles::parse, Invalid::Roles(Roles::MOST)))?,
            host: params.required("url", url)?,
            name: params.optional("name", text(Name::parse, Invalid::Text(Name::MAX_CHARS)))?.unwrap_or_default(),
        })
    }
}

/// The host of an address.
fn url(value: &Value) -> Result<String, Invalid> {
    match value {
        Value::Text(text) => host_of(text).ok_or(Invalid::Url),
        _ => Err(Invalid::Url),
    }
}
