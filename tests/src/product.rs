//! The routes of every function, for one router.

use roster_api::Group;

/// The routes of every function with an HTTP route.
#[must_use]
pub fn product() -> [Group; 15] {
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
        locale::routes(),
        account::routes(),
        teams::routes(),
    ]
}
