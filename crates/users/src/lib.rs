//! The function `users`: `/v1/users`, its imports with a hash, `/v1/users/{userId}`, and the single fields of a user.
//!
//! Here belong these routes, their request types and their handlers. Rules are in `roster_core`, writes in
//! `roster_store`, error texts and JSON in `roster_api`. Tests: `tests/api/users`.

mod collection;
mod fields;
mod imports;
mod labels;
mod user;

use axum::routing::{MethodRouter, get, patch, put};
use roster_api::{App, Group, Policy};

/// The routes of this function.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Users)
        .route("/v1/users", get(collection::list_users).post(collection::create_user))
        .route("/v1/users/argon2", one_user().post(imports::create_user::<imports::Argon2>))
        .route("/v1/users/bcrypt", one_user().post(imports::create_user::<imports::Bcrypt>))
        .route("/v1/users/md5", one_user().post(imports::create_user::<imports::Md5>))
        .route("/v1/users/phpass", one_user().post(imports::create_user::<imports::Phpass>))
        .route("/v1/users/scrypt", one_user().post(imports::create_user::<imports::Scrypt>))
        .route("/v1/users/scrypt-modified", one_user().post(imports::create_user::<imports::ScryptModified>))
        .route("/v1/users/sha", one_user().post(imports::create_user::<imports::Sha>))
        .route("/v1/users/{userId}", one_user())
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

/// The methods of one user.
fn one_user() -> MethodRouter<App> {
    get(user::get_user).delete(user::delete_user)
}
