//! `/v1/account/targets`: the devices at which push notifications reach the user, as their apps register them. There is no
//! list: the account has its targets.

use axum::extract::State;
use roster_agents::parse_agent;
use roster_api::{App, FromParams, Params, Refusal, SignedInUser, Valid, Value, View, text};
use roster_core::{
    Error, Identifier, Invalid, Name, NewTargetId, Origin, Result, Target, TargetChange, TargetId, TargetKind,
};

/// POST /v1/account/targets/push
///
/// The target belongs to the session of the call, and is deleted with it.
pub(crate) async fn create_target(
    State(app): State<App>,
    member: SignedInUser,
    Valid(new): Valid<CreateTarget>,
) -> Result<View, Refusal> {
    let session = member.session.ok_or(Error::SessionMissing)?.id;
    if new.names_a_provider {
        return Err(Error::ProviderNotFound.into());
    }
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let target = Target {
        id: new.id.resolve(change.at, app.random()? as u64),
        name: name_of_device(member.caller.origin()),
        kind: TargetKind::Push,
        provider: None,
        identifier: new.identifier.of_kind(TargetKind::Push)?,
        session: Some(session),
        created_at: change.at,
        updated_at: change.at,
    };
    app.store.create_target(project, &member.user.id, &target, &change).await?;
    Ok(View::new_target(member.user.id, target))
}

/// Brand and model of the device, as its user agent names them; empty if it names neither.
fn name_of_device(origin: &Origin) -> Name {
    let client = parse_agent(&origin.agent);
    let name = format!("{} {}", client.device_brand, client.device_model);
    let short: String = name.trim().chars().take(Name::MAX_CHARS).collect();
    Name::parse(&short).unwrap_or_default()
}

/// A target to create. Roster has no providers, so every `providerId` is unknown.
pub(crate) struct CreateTarget {
    id: NewTargetId,
    identifier: Identifier,
    names_a_provider: bool,
}

impl FromParams for CreateTarget {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            id: params.required("targetId", text(NewTargetId::parse, Invalid::CustomId))?,
            identifier: params.required("identifier", identifier)?,
            names_a_provider: params.optional("providerId", text(TargetId::parse, Invalid::Id))?.is_some(),
        })
    }
}

/// PUT /v1/account/targets/{targetId}/push
pub(crate) async fn update_target(
    State(app): State<App>,
    member: SignedInUser,
    Valid(MoveTarget { target, identifier }): Valid<MoveTarget>,
) -> Result<View, Refusal> {
    // Messages for the user would reach the device of somebody who only acts as them.
    if member.caller.is_impersonator() {
        return Err(Error::Unauthorized.into());
    }
    member.user.push_target(&target)?;
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let to = TargetChange { identifier: Some(identifier), name: Some(name_of_device(member.caller.origin())) };
    let target = app.store.update_target(project, &member.user.id, &target, &to, &change).await?;
    Ok(View::target(member.user.id, target))
}

/// A target, and the identifier that its device has now.
pub(crate) struct MoveTarget {
    target: TargetId,
    identifier: Identifier,
}

impl FromParams for MoveTarget {
    fn from_params(params: &Params) -> Result<Self> {
        let OneTarget(target) = OneTarget::from_params(params)?;
        Ok(Self { target, identifier: params.required("identifier", identifier)? })
    }
}

/// DELETE /v1/account/targets/{targetId}/push
pub(crate) async fn delete_target(
    State(app): State<App>,
    member: SignedInUser,
    Valid(OneTarget(target)): Valid<OneTarget>,
) -> Result<View, Refusal> {
    member.user.push_target(&target)?;
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    app.store.delete_target(project, &member.user.id, &target, &change).await?;
    Ok(View::done())
}

/// One target of the user.
pub(crate) struct OneTarget(TargetId);

impl FromParams for OneTarget {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self(params.path("targetId", TargetId::parse)?))
    }
}

/// The rule for identifiers.
fn identifier(value: &Value) -> Result<Identifier, Invalid> {
    text(Identifier::parse, Invalid::Text(Identifier::MAX_CHARS))(value)
}
