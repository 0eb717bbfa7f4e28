//! The function `mfa`: second factors of users, for servers and for the users themselves.
//!
//! Challenges are created and passed in the function `messages`, which sends their codes.

mod account;
mod users;

use axum::routing::{delete, get, patch, post};
use roster_api::{Group, Policy};
use roster_core::Invalid;
use roster_keyring::Keyring;

/// The routes of this function, which encrypts the secrets of authenticators with this key.
#[must_use]
pub fn routes(keyring: &Keyring) -> Group {
    Group::new(Policy::Users)
        .with(keyring.clone())
        .route("/v1/users/{userId}/mfa", patch(users::update_mfa))
        .route("/v1/users/{userId}/mfa/factors", get(users::get_factors))
        .route(
            "/v1/users/{userId}/mfa/recovery-codes",
            get(users::get_recovery_codes).patch(users::create_recovery_codes).put(users::update_recovery_codes),
        )
        .route("/v1/users/{userId}/mfa/authenticators/{type}", delete(users::delete_authenticator))
        .route("/v1/users/{userId}/mfa/challenges/{challengeId}", get(users::get_challenge))
        .route_for(Policy::Account, "/v1/account/mfa", patch(account::update_mfa))
        .route_for(Policy::HalfSignedIn, "/v1/account/mfa/factors", get(account::get_factors))
        .route_for(
            Policy::Account,
            "/v1/account/mfa/recovery-codes",
            post(account::create_recovery_codes).get(account::get_recovery_codes).patch(account::update_recovery_codes),
        )
        .route_for(
            Policy::Account,
            "/v1/account/mfa/authenticators/{type}",
            post(account::create_authenticator)
                .put(account::verify_authenticator)
                .delete(account::delete_authenticator),
        )
}

/// Accepts the one type of authenticators that there is.
fn ensure_totp(kind: &str) -> Result<(), Invalid> {
    if kind == "totp" { Ok(()) } else { Err(Invalid::OneOf(&["totp"])) }
}
