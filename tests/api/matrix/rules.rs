//! The expected outcome of a call, by the rules of `openapi.yaml` and the state of the caller. It uses no code of the
//! product.

use super::callers::KeyState::{Expired, Unknown, Valid};
use super::callers::UserState::{Blocked, Guest, InvalidJwt, LacksAFactor, SignedIn, SignedOut};
use super::callers::{Caller, KeyState, OTHER_PROJECT};
use crate::app::PROJECT;
use roster_tests::openapi::{Dialect, Operation};
use std::collections::BTreeSet;

/// The outcome of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The call is rejected, with this status and type.
    Rejected(u16, &'static str),
    /// The call reaches its handler: the type of its error, if any, is not in [`REJECTIONS`].
    Accepted,
}

use Outcome::{Accepted, Rejected};

/// The error types of callers that are rejected before their parameters are checked.
pub const REJECTIONS: [&str; 10] = [
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

/// What everybody may call in 0.15, except API keys: signing up, and whatever an email or a text message is for.
const CLOSED_TO_KEYS: [&str; 16] = [
    "confirmTeamMembership",
    "createAccount",
    "createAccountAnonymousSession",
    "createAccountEmailToken",
    "createAccountMagicUrlSession",
    "createAccountMagicUrlToken",
    "createAccountPhoneSession",
    "createAccountPhoneToken",
    "createAccountRecovery",
    "updateAccountEmailVerification",
    "updateAccountMagicUrlSession",
    "updateAccountPhoneSession",
    "updateAccountPhoneVerification",
    "updateAccountPhoneVerificationByOldName",
    "updateAccountRecovery",
    "updateAccountVerification",
];

/// The project in which callers without one may call what needs none.
const CONSOLE: &str = "console";

const NO_ROUTE: Outcome = Rejected(404, "general_route_not_found");
const NO_PROJECT: Outcome = Rejected(404, "project_not_found");
const NOT_IN_SCOPE: Outcome = Rejected(401, "general_unauthorized_scope");

/// A call of the matrix.
pub struct Call<'a> {
    /// The operation of this route and method in `openapi.yaml`; `None` if it does not exist.
    pub operation: Option<&'a Operation>,
    pub method: &'a str,
    pub dialect: Dialect,
    /// The project as the caller sends it.
    pub project: Option<&'a str>,
    pub caller: &'a Caller,
}

impl Call<'_> {
    /// The expected outcome: the first rejection that applies. A rejection never depends on parameters.
    pub fn expected(&self) -> Outcome {
        let Some(operation) = self.operation else { return NO_ROUTE };
        let project = match self.project {
            None if operation.needs_no_project() && !self.names_only_a_key() => CONSOLE,
            None => return self.without_a_project(),
            Some("") if operation.needs_no_project() && !self.names_only_a_key() => CONSOLE,
            Some("") if self.is_v1() => return self.without_a_project(),
            Some(CONSOLE) if !operation.needs_no_project() => return self.at_the_console(),
            Some(project) if [PROJECT, OTHER_PROJECT].contains(&project) => project,
            Some(CONSOLE) if operation.needs_no_project() => CONSOLE,
            Some(_) => return NO_PROJECT,
        };
        let (key, user) = (self.caller.key_in(project), self.caller.user_in(project));
        let changes = !["GET", "HEAD"].contains(&self.method);
        // The origin check applies to browsers: callers without a valid API key, and writes with a session. Reads are
        // checked in 1.x only.
        let has_session = matches!(user, SignedIn(_) | Blocked(_) | LacksAFactor(_)) && !operation.takes_anybody();
        let has_key = matches!(key, Valid(..) | Expired(_));
        let is_checked = if changes { has_session || !has_key } else { self.is_v1() && !has_key };
        if self.caller.has_unknown_origin && is_checked && !is_callback(operation) {
            return Rejected(403, "general_unknown_origin");
        }
        let is_open = operation.takes_anybody();
        if matches!(user, InvalidJwt) && !is_open {
            return Rejected(401, "user_jwt_invalid");
        }
        match key {
            Unknown if self.is_v1() => return Rejected(401, "user_unauthorized"),
            Expired(_) => return Rejected(401, "project_key_expired"),
            Valid(..) if !self.is_v1() && is_closed_to_keys(operation) => return NOT_IN_SCOPE,
            _ if is_open => return Accepted,
            _ => {}
        }
        // If a caller has an API key and a session, 0.15 uses the session and 1.x the key.
        match user {
            Guest | SignedOut(_) | InvalidJwt => by_key(operation, key),
            _ if self.is_v1() && matches!(key, Valid(..)) => by_key(operation, key),
            Blocked(_) => Rejected(if self.is_v1() { 403 } else { 401 }, "user_blocked"),
            LacksAFactor(_) if operation.takes_half_signed_in() => Accepted,
            LacksAFactor(_) => Rejected(401, "user_more_factors_required"),
            SignedIn(_) if !operation.takes_users() => NOT_IN_SCOPE,
            SignedIn(_) if self.caller.impersonates => Rejected(401, "user_unauthorized"),
            SignedIn(_) => Accepted,
        }
    }

    /// Since 1.0 a caller with an API key gets an error for the missing project; every other caller is a guest.
    fn without_a_project(&self) -> Outcome {
        match self.caller.key {
            KeyState::None => NOT_IN_SCOPE,
            _ if self.is_v1() => Rejected(403, "project_id_missing"),
            _ => NOT_IN_SCOPE,
        }
    }

    /// The project of Appwrite's console has no callers but guests; in 1.x an API key is unknown there.
    fn at_the_console(&self) -> Outcome {
        match self.caller.key {
            KeyState::None | KeyState::OtherKind => NOT_IN_SCOPE,
            _ if self.is_v1() => Rejected(401, "user_unauthorized"),
            _ => NOT_IN_SCOPE,
        }
    }

    /// Whether the caller sends an API key without a project, which is an error since 1.0.
    fn names_only_a_key(&self) -> bool {
        self.is_v1() && !matches!(self.caller.key, KeyState::None)
    }

    fn is_v1(&self) -> bool {
        self.dialect == Dialect::Of1
    }
}

/// Whether a provider sends browsers there, by links and forms of its own origin.
fn is_callback(operation: &Operation) -> bool {
    operation.written["operationId"].as_str().is_some_and(|id| id.starts_with("oauth2Callback"))
}

/// Whether everybody may call in 0.15, except API keys.
fn is_closed_to_keys(operation: &Operation) -> bool {
    operation.written["operationId"].as_str().is_some_and(|id| CLOSED_TO_KEYS.contains(&id))
}

fn by_key(operation: &Operation, key: &KeyState) -> Outcome {
    let required = operation.scopes();
    match key {
        Valid(_, scopes) if !required.is_disjoint(&scopes.iter().copied().collect::<BTreeSet<_>>()) => Accepted,
        _ => NOT_IN_SCOPE,
    }
}
