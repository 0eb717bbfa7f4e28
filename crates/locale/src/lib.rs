//! The function `locale`: `/v1/locale` and `/v1/avatars`, what pages show around the accounts of their users: countries,
//! languages and currencies, and pictures of initials.
//!
//! All routes are public: nothing that they answer belongs to a project. The tables are in `data/`, and each request reads
//! the table that it needs; nothing is built when the function starts. Names in other languages than English are those of
//! the country layer, if it is deployed.

mod avatar;
mod initials;
mod lists;
mod place;
mod tables;

use axum::routing::get;
use roster_api::{Group, Policy};

/// The routes of this function.
#[must_use]
pub fn routes() -> Group {
    Group::new(Policy::Public)
        .route("/v1/locale", get(place::get_place))
        .route("/v1/locale/codes", get(lists::list_codes))
        .route("/v1/locale/continents", get(lists::list_continents))
        .route("/v1/locale/countries", get(lists::list_countries))
        .route("/v1/locale/countries/eu", get(lists::list_countries_of_the_union))
        .route("/v1/locale/countries/phones", get(lists::list_phone_codes))
        .route("/v1/locale/currencies", get(lists::list_currencies))
        .route("/v1/locale/languages", get(lists::list_languages))
        .route("/v1/avatars/initials", get(avatar::get_initials))
}
