//! The function `messages`: whatever sends an email or a text message, and what its recipient does next.
//!
//! It is the one function behind the gateway that may send. Handlers get the mailer as `Extension<Mailer>`.

mod memberships;

use axum::routing::{patch, post};
use memberships::{accepting, joining};
use roster_api::{Group, Policy};
use roster_mail::Mailer;

/// The routes of this function, which send with this mailer.
#[must_use]
pub fn routes(mailer: &Mailer) -> Group {
    Group::new(Policy::Account)
        .with(mailer.clone())
        .route_for(Policy::Teams, "/v1/teams/{teamId}/memberships", post(joining::create_membership))
        .open_route("/v1/teams/{teamId}/memberships/{membershipId}/status", patch(accepting::confirm_membership))
}
