//! The routes of every function, for one router.

use roster_api::Group;
use roster_mail::{Keyring, KeyringSettings, MailSettings, Mailer};
use roster_providers::{OutboundRule, ProviderSettings, Providers, SecretPlace};
use std::path::PathBuf;
use std::sync::LazyLock;
use tempfile::TempDir;

/// The key of the secrets in tests: 64 hex digits that everybody can read.
const KEY_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/secret-key.txt");

/// The key of the secrets in tests.
#[must_use]
pub fn keyring() -> Keyring {
    Keyring::connect(&KeyringSettings::File(KEY_FILE.into()))
}

/// The client secrets of this process.
static SECRETS: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

/// The folder with the client secrets of providers: a file `<project>/<provider>` each.
#[must_use]
pub fn client_secrets() -> PathBuf {
    SECRETS.path().to_owned()
}

/// Providers that may be servers on this machine, with the secrets of [`client_secrets`].
#[must_use]
pub fn providers() -> Providers {
    let secrets = Some(SecretPlace::Files(client_secrets()));
    Providers::connect(&ProviderSettings { secrets, outbound: OutboundRule::Loopback, ..ProviderSettings::default() })
}

/// The routes of every function with an HTTP route, in a deployment that has a key for secrets and sends no messages.
#[must_use]
pub fn product() -> [Group; 17] {
    product_with(&Mailer::connect(MailSettings::default(), keyring()))
}

/// The routes of every function with an HTTP route, in a deployment that sends messages by this mailer.
#[must_use]
pub fn product_with(mailer: &Mailer) -> [Group; 17] {
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
        identities::routes(mailer.keyring()),
        usage::routes(),
        health::routes(),
        locale::routes(),
        account::routes(),
        teams::routes(),
        messages::routes(mailer),
        oauth2::routes(mailer.keyring(), providers()),
    ]
}
