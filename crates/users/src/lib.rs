//! The function `users`: `/v1/users`, `/v1/users/{userId}`, and the single fields of a user.
//!
//! Here belong these routes, what their callers send, and their handlers. Rules are in `roster_core`, writes in
//! `roster_store`, texts and JSON in `roster_api`.

mod collection;
mod fields;
mod labels;
mod user;

use axum::routing::{get, patch, put};
use roster_api::{Group, Guard};

/// The routes of this function, to the handlers.
#[must_use]
pub fn routes() -> Group {
    Group::new(Guard::Users)
        .route("/v1/users", get(collection::list_users).post(collection::create_user))
        .route("/v1/users/{userId}", get(user::get_user).delete(user::delete_user))
        .route("/v1/users/{userId}/email", patch(fields::update_email))
        .route("/v1/users/{userId}/impersonator", patch(labels::update_impersonator))
        .route("/v1/users/{userId}/labels", put(labels::update_labels))
        .route("/v1/users/{userId}/name", patch(fields::update_name))
        .route("/v1/users/{userId}/password", patch(fields::update_password))
        .route("/v1/users/{userId}/phone", patch(fields::update_phone))
        .route("/v1/users/{userId}/status", patch(fields::update_status))
        .route("/v1/users/{userId}/verification", patch(fields::update_email_verification))
        .route("/v1/users/{userId}/verification/phone", patch(fields::update_phone_verification))
}
