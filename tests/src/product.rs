//! The routes of every function, for one router.

use roster_api::Group;
use roster_mail::{Keyring, KeyringSettings, MailSettings, Mailer};

/// The key of the secrets in tests: 64 hex digits that everybody can read.
const KEY_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/secret-key.txt");

/// The key of the secrets in tests.
#[must_use]
pub fn keyring() -> Keyring {
    Keyring::connect(&KeyringSettings::File(KEY_FILE.into()))
}

/// The routes of every function with an HTTP route, in a deployment that has a key for secrets and sends no messages.
#[must_use]
pub fn product() -> [Group; 16] {
    product_with(&Mailer::connect(MailSettings::default(), keyring()))
}

/// The routes of every function with an HTTP route, in a deployment that sends messages by this mailer.
#[must_use]
pub fn product_with(mailer: &Mailer) -> [Group; 16] {
    [
        users::routes(),
        prefs::routes(),
        sessions::routes(),
        logs::routes(),
        memberships::routes(),
        targets::routes(),
        tokens::routes(),
        jwts::routes(),
        mfa::routes(mailer.keyring()),
        identities::routes(),
        usage::routes(),
        health::routes(),
        locale::routes(),
        account::routes(),
        teams::routes(),
        messages::routes(mailer),
    ]
}
