//! The function `identities`.

use roster_keyring::{Keyring, KeyringSettings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    roster_api::run_with(async |_| Ok(identities::routes(&Keyring::connect(&KeyringSettings::from_env()?)))).await
}
