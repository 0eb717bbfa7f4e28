//! The request types of the target routes.

use roster_api::{FromParams, Params, WithTotal, queries, text};
use roster_core::{
    Identifier, Invalid, Limit, Name, NewTargetId, Queries, Result, Target, TargetChange, TargetId, TargetKind,
    Timestamp, UserId,
};

/// The targets to list.
pub(crate) struct ListTargets {
    pub(crate) user: UserId,
    pub(crate) queries: Queries,
    pub(crate) with_total: bool,
}

impl FromParams for ListTargets {
    fn from_params(params: &Params) -> Result<Self> {
        let user = params.path("userId", UserId::parse)?;
        let queries = params.optional("queries", queries::targets)?.unwrap_or_default();
        let WithTotal(with_total) = WithTotal::from_params(params)?;
        Ok(Self { user, queries: queries.or_limit(Limit::whole()), with_total })
    }
}

/// One target of one user.
pub(crate) struct OneTarget {
    pub(crate) user: UserId,
    pub(crate) target: TargetId,
}

impl FromParams for OneTarget {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self { user: params.path("userId", UserId::parse)?, target: params.path("targetId", TargetId::parse)? })
    }
}

/// A target to create.
pub(crate) struct CreateTarget {
    pub(crate) user: UserId,
    id: NewTargetId,
    kind: TargetKind,
    identifier: Identifier,
    name: Name,
}

impl FromParams for CreateTarget {
    fn from_params(params: &Params) -> Result<Self> {
        let kinds = Invalid::OneOf(&TargetKind::NAMES);
        let user = params.path("userId", UserId::parse)?;
        let id = params.required("targetId", text(NewTargetId::parse, Invalid::CustomId))?;
        let kind = params.required("providerType", text(TargetKind::parse, kinds))?;
        let identifier = params.required("identifier", text(Identifier::parse, NO_IDENTIFIER))?;
        names_a_provider(params)?;
        Ok(Self { user, id, kind, identifier, name: name(params)?.unwrap_or_default() })
    }
}

impl CreateTarget {
    /// The target, created now.
    pub(crate) fn into_target(self, at: Timestamp, random: u64) -> Result<Target> {
        Ok(Target {
            id: self.id.resolve(at, random),
            identifier: self.identifier.of_kind(self.kind)?,
            name: self.name,
            kind: self.kind,
            provider: None,
            session: None,
            created_at: at,
            updated_at: at,
        })
    }
}

/// The changes to a target.
pub(crate) struct ChangeTarget {
    pub(crate) one: OneTarget,
    pub(crate) to: TargetChange,
    pub(crate) names_a_provider: bool,
}

impl FromParams for ChangeTarget {
    fn from_params(params: &Params) -> Result<Self> {
        let one = OneTarget::from_params(params)?;
        let identifier = params.optional("identifier", text(Identifier::parse, NO_IDENTIFIER))?;
        let names_a_provider = names_a_provider(params)?;
        Ok(Self { one, to: TargetChange { identifier, name: name(params)? }, names_a_provider })
    }
}

const NO_IDENTIFIER: Invalid = Invalid::Text(Identifier::MAX_CHARS);

/// Whether the request names a provider, whose id must follow the rule of all ids.
fn names_a_provider(params: &Params) -> Result<bool> {
    Ok(params.optional("providerId", text(TargetId::parse, Invalid::Id))?.is_some())
}

fn name(params: &Params) -> Result<Option<Name>> {
    params.optional("name", text(Name::parse, Invalid::Text(Name::MAX_CHARS)))
}
