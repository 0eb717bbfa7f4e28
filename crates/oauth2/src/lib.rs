//! The function `oauth2`: signing in with others, and what such sign-ins leave: identities, and sessions with tokens of providers.
//!
//! It is the one function that calls servers outside AWS. Here does not belong: what providers are like (`roster_providers`), the
//! user that an account signs in (`roster_core`), and what is written then (`roster_store`).

mod answer;
mod begin;
mod callback;
mod fault;
mod finish;
mod identities;
mod outside;
mod refresh;
mod sessions;
mod state;
mod user;
mod visit;

use axum::routing::{delete, get};
use outside::Outside;
use roster_api::{Group, Policy};
use roster_keyring::Keyring;
use roster_providers::Providers;

/// The routes of this function, which encrypts tokens with this key and calls these providers.
#[must_use]
pub fn routes(keyring: &Keyring, providers: Providers) -> Group {
    let callback = get(callback::after_link).post(callback::after_form);
    Group::new(Policy::Account)
        .with(Outside::new(keyring, providers))
        .open_route("/v1/account/sessions/oauth2/{provider}", get(begin::session))
        .open_route("/v1/account/tokens/oauth2/{provider}", get(begin::token))
        .return_route("/v1/account/sessions/oauth2/callback/{provider}/{projectId}", callback)
        .open_route("/v1/account/sessions/oauth2/{provider}/redirect", get(finish::finish))
        .route("/v1/account/identities", get(identities::list))
        .route("/v1/account/identities/{identityId}", delete(identities::delete))
        .route("/v1/account/sessions/{sessionId}", get(sessions::get_session).patch(refresh::update_session))
        .route_for(Policy::HalfSignedIn, "/v1/account/sessions/{sessionId}", delete(sessions::delete_session))
}
