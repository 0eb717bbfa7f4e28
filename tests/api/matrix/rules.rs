//! What must come of a call, by what `openapi.yaml` asks for and by what the caller shows. Nothing of the product is asked.

use super::callers::{Caller, HOME, Key, NEIGHBOUR, Who};
use roster_tests::openapi::{Dialect, Operation};
use std::collections::BTreeSet;

/// What must come of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The call is refused, with this status and type.
    Refused(u16, &'static str),
    /// The call reaches its handler: whatever comes of it is none of [`REFUSALS`].
    Passes,
}

use Verdict::{Passes, Refused};

/// Every type by which a caller is turned away before anything else is looked at.
pub const REFUSALS: [&str; 10] = [
    "general_route_not_found",
    "project_id_missing",
    "project_not_found",
    "general_unknown_origin",
    "user_jwt_invalid",
    "project_key_expired",
    "user_unauthorized",
    "user_blocked",
    "user_more_factors_required",
    "general_unauthorized_scope",
];

const NO_ROUTE: Verdict = Refused(404, "general_route_not_found");
const NO_PROJECT: Verdict = Refused(404, "project_not_found");
const NOT_IN_SCOPE: Verdict = Refused(401, "general_unauthorized_scope");

/// Which call it is.
pub struct Asked<'a> {
    /// What the document says of the route and method; nothing where it has none.
    pub operation: Option<&'a Operation>,
    pub method: &'a str,
    pub dialect: Dialect,
    /// As the caller names it.
    pub project: Option<&'a str>,
    pub caller: &'a Caller,
}

impl Asked<'_> {
    /// What must come of it. A refusal never depends on parameters, and is the first of these that fits.
    pub fn verdict(&self) -> Verdict {
        let Some(operation) = self.operation else { return NO_ROUTE };
        let home = match self.project {
            None | Some("") => return self.without_a_project(),
            Some(project) if [HOME, NEIGHBOUR].contains(&project) => project,
            Some(_) => return NO_PROJECT,
        };
        let (key, who) = (self.caller.key_in(home), self.caller.who_in(home));
        let changes = !["GET", "HEAD"].contains(&self.method);
        // Pages are asked for with cookies; a server with a key is no page, and has no session.
        let has_session =
            matches!(who, Who::Of(_) | Who::Blocked(_) | Who::LacksAFactor(_)) && !operation.takes_anybody();
        let has_key = matches!(key, Key::Of(..) | Key::Expired(_));
        if self.caller.from_a_strange_page && changes && (has_session || !has_key) {
            return Refused(403, "general_unknown_origin");
        }
        let is_open = operation.takes_anybody();
        if matches!(who, Who::Forged) && !is_open {
            return Refused(401, "user_jwt_invalid");
        }
        match key {
            Key::Unknown if self.is_1() => return Refused(401, "user_unauthorized"),
            Key::Expired(_) => return Refused(401, "project_key_expired"),
            _ if is_open => return Passes,
            _ => {}
        }
        // Shown a key and a session, 0.15 takes the session and 1.x the key.
        match who {
            Who::Nobody | Who::Gone(_) | Who::Forged => by_key(operation, key),
            _ if self.is_1() && matches!(key, Key::Of(..)) => by_key(operation, key),
            Who::Blocked(_) => Refused(if self.is_1() { 403 } else { 401 }, "user_blocked"),
            Who::LacksAFactor(_) => Refused(401, "user_more_factors_required"),
            Who::Of(_) if !operation.takes_users() => NOT_IN_SCOPE,
            Who::Of(_) if self.caller.names_another => Refused(401, "user_unauthorized"),
            Who::Of(_) => Passes,
        }
    }

    /// From 1.0 on who shows a key is told what is missing; everybody else is a guest of no project.
    fn without_a_project(&self) -> Verdict {
        match self.caller.key {
            Key::None => NOT_IN_SCOPE,
            _ if self.is_1() => Refused(403, "project_id_missing"),
            _ => NOT_IN_SCOPE,
        }
    }

    fn is_1(&self) -> bool {
        self.dialect == Dialect::Of1
    }
}

fn by_key(operation: &Operation, key: &Key) -> Verdict {
    let wanted = operation.scopes();
    match key {
        Key::Of(_, scopes) if !wanted.is_disjoint(&scopes.iter().copied().collect::<BTreeSet<_>>()) => Passes,
        _ => NOT_IN_SCOPE,
    }
}
