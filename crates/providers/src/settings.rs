//! The settings of sign-ins with providers.

use roster_keyring::SettingError;
use std::path::PathBuf;

/// Where client secrets are, and which servers may be called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProviderSettings {
    /// Where client secrets are (`ROSTER_PROVIDER_SECRETS`); `None` if nowhere: then no provider can be used.
    pub secrets: Option<SecretPlace>,
    /// The servers that may be called (`ROSTER_OUTBOUND`).
    pub outbound: OutboundRule,
    /// The URL of Secrets Manager, if it is not that of the region (`AWS_ENDPOINT_URL_SECRETS_MANAGER`).
    pub secrets_endpoint: Option<String>,
}

/// Where client secrets are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretPlace {
    /// In Secrets Manager: one secret `<prefix>/<project>/<provider>` each.
    SecretsManager(String),
    /// In files `<folder>/<project>/<provider>`.
    Files(PathBuf),
}

/// The servers that may be called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OutboundRule {
    /// HTTPS to public IP addresses.
    #[default]
    Public,
    /// Also HTTP and HTTPS to this machine: for `make dev` and tests.
    Loopback,
}

const INVALID_SECRETS: SettingError =
    SettingError { name: "ROSTER_PROVIDER_SECRETS", expected: "secretsmanager:<prefix> or file:<folder>" };
const INVALID_OUTBOUND: SettingError = SettingError { name: "ROSTER_OUTBOUND", expected: "loopback, or nothing" };

impl ProviderSettings {
    /// Reads the settings from the environment.
    ///
    /// # Errors
    /// [`SettingError`] for the first invalid setting.
    #[expect(clippy::disallowed_methods, reason = "a function reads its settings once, when it starts")]
    pub fn from_env() -> Result<Self, SettingError> {
        Self::from_vars(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Reads the settings by a function that knows their values; an empty setting is `None`.
    ///
    /// # Errors
    /// As [`ProviderSettings::from_env`].
    pub fn from_vars(var: impl Fn(&'static str) -> Option<String>) -> Result<Self, SettingError> {
        let secrets = var("ROSTER_PROVIDER_SECRETS").map(|text| place(&text).ok_or(INVALID_SECRETS)).transpose()?;
        let outbound = match var("ROSTER_OUTBOUND").as_deref() {
            None => OutboundRule::Public,
            Some("loopback") => OutboundRule::Loopback,
            Some(_) => return Err(INVALID_OUTBOUND),
        };
        let secrets_endpoint = var("AWS_ENDPOINT_URL_SECRETS_MANAGER").or_else(|| var("AWS_ENDPOINT_URL"));
        Ok(Self { secrets, outbound, secrets_endpoint })
    }
}

fn place(text: &str) -> Option<SecretPlace> {
    match text.split_once(':')? {
        (_, "") => None,
        ("secretsmanager", prefix) => Some(SecretPlace::SecretsManager(prefix.trim_end_matches('/').to_owned())),
        ("file", folder) => Some(SecretPlace::Files(folder.into())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(secrets: Option<&'static str>, outbound: Option<&'static str>) -> Result<ProviderSettings, SettingError> {
        ProviderSettings::from_vars(|name| match name {
            "ROSTER_PROVIDER_SECRETS" => secrets.map(str::to_owned),
            "ROSTER_OUTBOUND" => outbound.map(str::to_owned),
            _ => None,
        })
    }

    #[test]
    fn settings_are_read() {
        assert_eq!(read(None, None).unwrap(), ProviderSettings::default());
        let settings = read(Some("secretsmanager:roster/providers/"), Some("loopback")).unwrap();
        assert_eq!(settings.secrets, Some(SecretPlace::SecretsManager("roster/providers".to_owned())));
        assert_eq!(settings.outbound, OutboundRule::Loopback);
        assert_eq!(read(Some("file:/a:b"), None).unwrap().secrets, Some(SecretPlace::Files("/a:b".into())));
    }

    #[test]
    fn an_invalid_setting_is_named() {
        for secrets in ["secretsmanager:", "file:", "vault:x", "x"] {
            assert_eq!(read(Some(secrets), None).unwrap_err().name, "ROSTER_PROVIDER_SECRETS");
        }
        assert_eq!(read(None, Some("all")).unwrap_err().name, "ROSTER_OUTBOUND");
    }
}
