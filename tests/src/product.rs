//! The product, as one router has it: the routes of every function.

use roster_api::Group;

/// The routes of every function that is called by HTTP.
#[must_use]
pub fn product() -> [Group; 14] {
    [
        users::routes(),
        prefs::routes(),
        sessions::routes(),
        logs::routes(),
        memberships::routes(),
        targets::routes(),
        tokens::routes(),
        jwts::routes(),
        mfa::routes(),
        identities::routes(),
        usage::routes(),
        health::routes(),
        account::routes(),
        teams::routes(),
    ]
}
