//! The function `oauth2`.

use roster_keyring::{Keyring, KeyringSettings};
use roster_providers::{ProviderSettings, Providers};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    roster_api::run_with(async |_| {
        let keyring = Keyring::connect(&KeyringSettings::from_env()?);
        Ok(oauth2::routes(&keyring, Providers::connect(&ProviderSettings::from_env()?)))
    })
    .await
}
