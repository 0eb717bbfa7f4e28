//! From a view to the JSON of the caller's dialect.

use crate::dialect::Format;
use crate::view::View;
use crate::views::{self, today};
use roster_core::{Error, Result};
use serde::Serialize;

/// The JSON of a view; nothing when there is nothing to show.
///
/// # Errors
/// [`Error::Internal`] when something stored is no JSON.
pub(crate) fn show(view: &View, format: Format) -> Result<Option<String>> {
    match view {
        View::Prefs(prefs) => Ok(Some(prefs.as_json().to_owned())),
        View::Jwt(jwt) => to_json(&serde_json::json!({ "jwt": jwt })).map(Some),
        View::Json(json) => to_json(json).map(Some),
        View::Health(health) => to_json(&views::HealthView::of(health, format)).map(Some),
        View::Done => Ok(None),
        view if format.is_1() => show_today(view, format),
        view => show_0_15(view, format),
    }
}

/// 0.15 and before. What came later is shown as it is today.
fn show_0_15(view: &View, format: Format) -> Result<Option<String>> {
    let json = match view {
        View::User(user) | View::Created(user) | View::Account(user, _) | View::NewAccount(user) => {
            to_json(&views::UserView::of(user, format)?)
        }
        View::Users(listing) => to_json(&views::users(listing, format)?),
        View::Sessions(listing) => to_json(&views::sessions(listing, format)),
        View::Session(session) | View::NewSession(session) => to_json(&views::SessionView::of(session, format)),
        View::Team(team) | View::NewTeam(team) => to_json(&views::TeamView::of(team, format)),
        View::Teams(listing) => to_json(&views::teams(listing, format)),
        View::Membership(membership) | View::NewMembership(membership) => {
            to_json(&views::MembershipView::of(membership, format))
        }
        View::Logs(user, listing) => to_json(&views::logs(user, listing, format)),
        View::Memberships(listing) => to_json(&views::memberships(listing, format)),
        _ => return show_today(view, Format::V1),
    };
    json.map(Some)
}

fn show_today(view: &View, format: Format) -> Result<Option<String>> {
    let json = match view {
        View::User(user) | View::Created(user) => to_json(&today::UserView::of(user, format)?),
        View::Account(user, impersonator) => to_json(&today::AccountView::of(user, impersonator.as_ref(), format)?),
        View::NewAccount(user) => to_json(&today::AccountView::of(user, None, format)?),
        View::Users(listing) => to_json(&today::users(listing, format)?),
        View::Sessions(listing) => to_json(&today::sessions(listing, format)),
        View::Session(session) | View::NewSession(session) => to_json(&today::SessionView::of(session, format)),
        View::Team(team) | View::NewTeam(team) => to_json(&today::TeamView::of(team)),
        View::Teams(listing) => to_json(&today::teams(listing)),
        View::Membership(membership) | View::NewMembership(membership) => {
            to_json(&today::MembershipView::of(membership, format))
        }
        View::Memberships(listing) => to_json(&today::memberships(listing, format)),
        View::Logs(user, listing) => to_json(&today::logs(user, listing)),
        View::Token(token) => to_json(&today::TokenView::of(token, format)),
        View::Targets(user, listing) => to_json(&today::targets(user, listing)),
        View::Target(user, target) | View::NewTarget(user, target) => to_json(&today::TargetView::of(user, target)),
        View::Factors(factors) => to_json(&today::FactorsView::of(*factors)),
        View::RecoveryCodes(codes) => to_json(&today::RecoveryCodesView::of(codes)),
        View::NoIdentities => to_json(&today::Identities::NONE),
        View::Usage(usage) => to_json(&today::UsageView::of(usage)),
        View::Prefs(_) | View::Jwt(_) | View::Json(_) | View::Health(_) | View::Done => return Ok(None),
    };
    json.map(Some)
}

/// The JSON of what can be written as JSON.
///
/// # Errors
/// [`Error::Internal`].
pub(crate) fn to_json(view: &impl Serialize) -> Result<String> {
    serde_json::to_string(view).map_err(Error::internal)
}
