//! The function `messages`: whatever sends an email or a text message, and what its recipient does next.
//!
//! It is the one function behind the gateway that may send. Handlers get the mailer as `Extension<Mailer>`.

mod challenge;
mod counted;
mod email_code;
mod magic_url;
mod memberships;
mod new_user;
mod phone;
mod phrase;
mod recovery;
mod sending;
mod verification;

use axum::routing::{patch, post, put};
use memberships::{accepting, joining};
use roster_api::{Group, Policy};
use roster_mail::Mailer;
use roster_sign_in::update_token_session;

/// The routes of this function, which send with this mailer.
#[must_use]
pub fn routes(mailer: &Mailer) -> Group {
    let group = Group::new(Policy::Account).with(mailer.clone());
    membership_routes(sign_in_routes(verification_routes(challenge_routes(group))))
}

/// Presenting a second factor, under the name of 1.8 and the one before.
fn challenge_routes(group: Group) -> Group {
    let challenges = || post(challenge::create_challenge).put(challenge::pass_challenge);
    group.route_for(Policy::HalfSignedIn, "/v1/account/mfa/challenges", challenges()).route_for(
        Policy::HalfSignedIn,
        "/v1/account/mfa/challenge",
        challenges(),
    )
}

/// Verifications and recovery.
fn verification_routes(group: Group) -> Group {
    group
        .route("/v1/account/verification", post(verification::ask_email))
        .route_for(Policy::SignUp, "/v1/account/verification", put(verification::verify_email))
        .route("/v1/account/verifications/email", post(verification::ask_email))
        .route_for(Policy::SignUp, "/v1/account/verifications/email", put(verification::verify_email))
        .route("/v1/account/verification/phone", post(verification::ask_phone))
        .route_for(Policy::SignUp, "/v1/account/verification/phone", put(verification::verify_phone))
        .route("/v1/account/verifications/phone", post(verification::ask_phone))
        .route_for(Policy::SignUp, "/v1/account/verifications/phone", put(verification::verify_phone))
        .route_for(Policy::SignUp, "/v1/account/recovery", post(recovery::ask).put(recovery::recover))
}

/// Links and codes that sign in.
fn sign_in_routes(group: Group) -> Group {
    let magic_url = post(magic_url::ask).put(update_token_session);
    let phone = post(phone::ask).put(update_token_session);
    group
        .route_for(Policy::SignUp, "/v1/account/tokens/magic-url", post(magic_url::ask))
        .route_for(Policy::SignUp, "/v1/account/tokens/email", post(email_code::ask))
        .route_for(Policy::SignUp, "/v1/account/tokens/phone", post(phone::ask))
        .route_for(Policy::SignUp, "/v1/account/sessions/magic-url", magic_url)
        .route_for(Policy::SignUp, "/v1/account/sessions/phone", phone)
}

/// Invitations to teams.
fn membership_routes(group: Group) -> Group {
    group
        .route_for(Policy::Teams, "/v1/teams/{teamId}/memberships", post(joining::create_membership))
        .route_for(
            Policy::SignUp,
            "/v1/teams/{teamId}/memberships/{membershipId}/status",
            patch(accepting::confirm_membership),
        )
}
