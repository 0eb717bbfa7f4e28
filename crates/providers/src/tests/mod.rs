//! The whole way: login URL, code, tokens, account, against servers on this machine.

mod calls;
mod exchange;
mod id_token;
mod options;
mod secrets;
mod server;
mod shapes;
mod signer;

use crate::{CodeAnswer, LoginRequest, OutboundRule, ProviderError, ProviderSettings, Providers, SecretPlace};
use roster_core::{ProjectId, Provider, ProviderAccount, ProviderConfig, Timestamp};
use serde_json::Value;

const CLIENT: &str = "client-1";
const SECRET: &str = "client secret/1";
const NONCE: &str = "nonce-1";
const NOW: Timestamp = Timestamp::from_secs(1_780_000_000);
const CALLBACK: &str = "https://api.example.com/v1/account/sessions/oauth2/callback/x/shop";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Providers with client secrets in a folder that lives as long as this value.
struct Setup {
    providers: Providers,
    folder: tempfile::TempDir,
}

impl Setup {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let secrets = Some(SecretPlace::Files(folder.path().to_owned()));
        let settings = ProviderSettings { secrets, outbound: OutboundRule::Loopback, secrets_endpoint: None };
        let setup = Self { providers: Providers::connect(&settings), folder };
        for provider in Provider::all() {
            setup.set_secret(provider.as_str(), SECRET);
        }
        setup
    }

    fn set_secret(&self, provider: &str, secret: &str) {
        let folder = self.folder.path().join("shop");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(provider), secret).unwrap();
    }

    async fn login_url(&self, config: &ProviderConfig) -> Result<String, ProviderError> {
        let scopes = ["openid".to_owned(), "extra".to_owned()];
        let request = LoginRequest {
            redirect_uri: CALLBACK,
            scopes: &scopes,
            state: "state-1",
            verifier: VERIFIER,
            nonce: NONCE,
            now: NOW,
        };
        self.providers.login_url(&project(), config, &request).await
    }

    async fn exchange(
        &self,
        config: &ProviderConfig,
    ) -> Result<(ProviderAccount, crate::ProviderTokens), ProviderError> {
        self.exchange_at(config, NOW).await
    }

    async fn exchange_at(
        &self,
        config: &ProviderConfig,
        now: Timestamp,
    ) -> Result<(ProviderAccount, crate::ProviderTokens), ProviderError> {
        self.providers.exchange(&project(), config, &CodeAnswer { now, ..answer() }).await
    }
}

fn answer() -> CodeAnswer<'static> {
    CodeAnswer {
        code: "code-1",
        redirect_uri: CALLBACK,
        verifier: VERIFIER,
        nonce: NONCE,
        user_parameter: None,
        now: NOW,
    }
}

fn project() -> ProjectId {
    ProjectId::parse("shop").unwrap()
}

fn config<'a>(provider: &str, options: impl IntoIterator<Item = (&'a str, &'a str)>) -> ProviderConfig {
    let options = options.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let provider = Provider::parse(provider).unwrap();
    ProviderConfig { provider, client_id: CLIENT.to_owned(), enabled: true, options, updated_at: NOW }
}

/// The email, whether it is verified, the id and the name of an account.
fn shown(account: &ProviderAccount) -> Value {
    let email = account.email.as_ref().map(|email| email.as_str());
    let name = account.name.as_ref().map(|name| name.as_str());
    serde_json::json!({ "uid": account.uid.as_str(), "email": email, "verified": account.email_verified, "name": name })
}
