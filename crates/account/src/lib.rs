//! The function `account`: what users do for themselves, such as signing up and signing in.

mod anonymous;
mod fields;
mod me;
mod push;
mod sessions;
mod show;

use axum::routing::{get, patch, post, put};
use roster_api::{Group, Policy};
use roster_sign_in::create_token_session;

/// The routes of this function.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Account)
        .route_for(Policy::SignUp, "/v1/account", post(me::create_account))
        .route("/v1/account", get(me::get_account).delete(me::delete_account))
        .route("/v1/account/email", patch(fields::update_email))
        .route("/v1/account/jwt", post(me::create_jwt))
        .route("/v1/account/jwts", post(me::create_jwt))
        .route("/v1/account/logs", get(me::list_logs))
        .route("/v1/account/name", patch(fields::update_name))
        .route("/v1/account/password", patch(fields::update_password))
        .route("/v1/account/phone", patch(fields::update_phone))
        .route("/v1/account/prefs", get(me::get_prefs).patch(fields::update_prefs))
        .open_route("/v1/account/sessions", post(sessions::create_session))
        .route("/v1/account/sessions", get(sessions::list_sessions).delete(sessions::delete_sessions))
        .route_for(Policy::SignUp, "/v1/account/sessions/anonymous", post(anonymous::create_session))
        .open_route("/v1/account/sessions/email", post(sessions::create_session))
        .open_route("/v1/account/sessions/token", post(create_token_session))
        .route("/v1/account/status", patch(fields::update_status))
        .route("/v1/account/targets/push", post(push::create_target))
        .route("/v1/account/targets/{targetId}/push", put(push::update_target).delete(push::delete_target))
}
