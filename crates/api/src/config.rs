//! The settings of a deployment, read once from the environment when a function starts.

use roster_core::HashCost;
use std::path::PathBuf;
use std::time::Duration;

/// The numbers of attempts to sign in that are allowed in an hour, each with a counter of its own.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Attempts from one IP address with one email.
    pub per_email: u64,
    /// Attempts from one IP address in total.
    pub per_client: u64,
}

/// The settings of a function.
#[derive(Debug, Clone)]
pub struct Config {
    /// The table (`ROSTER_TABLE`).
    pub table: String,
    /// The URL of DynamoDB, if it is not that of the region (`AWS_ENDPOINT_URL_DYNAMODB`, `AWS_ENDPOINT_URL`).
    pub endpoint: Option<String>,
    /// The response format for callers that do not send one (`ROSTER_RESPONSE_FORMAT`).
    pub response_format: String,
    /// How long entries of users' logs are kept (`ROSTER_LOG_DAYS`).
    pub log_retention: Duration,
    /// The cost of a password hash (`ROSTER_PASSWORD_MEMORY_KIB`, `ROSTER_PASSWORD_ITERATIONS`).
    pub hash_cost: HashCost,
    /// The limits of attempts to sign in (`ROSTER_ATTEMPTS_PER_ADDRESS`, `ROSTER_ATTEMPTS_PER_CLIENT`).
    pub limits: Limits,
    /// Whether statistics of usage are kept (`ROSTER_USAGE_STATS`: `yes` or `no`).
    pub usage_stats: bool,
    /// The file of the country database (`ROSTER_COUNTRY_DB`); it need not exist.
    pub country_db: PathBuf,
    /// The namespace of the metrics in CloudWatch (`ROSTER_METRICS`); without it, no metrics are written.
    pub metrics: Option<String>,
    /// The least severe log lines that are written (`ROSTER_LOG_LEVEL`).
    pub log_level: String,
}

/// An invalid setting.
#[derive(Debug, thiserror::Error)]
#[error("{name}: expected {expected}")]
pub struct ConfigError {
    name: &'static str,
    expected: &'static str,
}

impl ConfigError {
    /// The name of the setting.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The values that it can have.
    #[must_use]
    pub fn expected(&self) -> &'static str {
        self.expected
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            table: "roster".to_owned(),
            endpoint: None,
            response_format: "0.15.0".to_owned(),
            log_retention: roster_store::DEFAULT_LOG_RETENTION,
            hash_cost: HashCost::default(),
            limits: Limits { per_email: 10, per_client: 1_000 },
            usage_stats: false,
            country_db: "/opt/country.mmdb".into(),
            metrics: None,
            log_level: "info".to_owned(),
        }
    }
}

impl Config {
    /// Reads the settings from the environment; a setting that is missing has its default.
    ///
    /// # Errors
    /// [`ConfigError`] for the first invalid setting.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_vars(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    fn from_vars(var: impl Fn(&'static str) -> Option<String>) -> Result<Self, ConfigError> {
        let number = |name, default: u32| match var(name).map(|value| value.parse()) {
            None => Ok(default),
            Some(Ok(number)) if number > 0 => Ok(number),
            Some(_) => Err(ConfigError { name, expected: "a whole number above zero" }),
        };
        let choice = |name, default| match var(name).as_deref() {
            None => Ok(default),
            Some("yes") => Ok(true),
            Some("no") => Ok(false),
            Some(_) => Err(ConfigError { name, expected: "yes or no" }),
        };
        let unset = Self::default();
        let days = number("ROSTER_LOG_DAYS", (unset.log_retention.as_secs() / 86_400) as u32)?;
        Ok(Self {
            table: var("ROSTER_TABLE").unwrap_or(unset.table),
            endpoint: var("AWS_ENDPOINT_URL_DYNAMODB").or_else(|| var("AWS_ENDPOINT_URL")),
            response_format: var("ROSTER_RESPONSE_FORMAT").unwrap_or(unset.response_format),
            log_retention: Duration::from_secs(u64::from(days) * 86_400),
            hash_cost: HashCost {
                memory_kib: number("ROSTER_PASSWORD_MEMORY_KIB", unset.hash_cost.memory_kib)?,
                iterations: number("ROSTER_PASSWORD_ITERATIONS", unset.hash_cost.iterations)?,
            },
            limits: Limits {
                per_email: number("ROSTER_ATTEMPTS_PER_ADDRESS", unset.limits.per_email as u32)?.into(),
                per_client: number("ROSTER_ATTEMPTS_PER_CLIENT", unset.limits.per_client as u32)?.into(),
            },
            usage_stats: choice("ROSTER_USAGE_STATS", unset.usage_stats)?,
            country_db: var("ROSTER_COUNTRY_DB").map_or(unset.country_db, PathBuf::from),
            metrics: var("ROSTER_METRICS"),
            log_level: var("ROSTER_LOG_LEVEL").unwrap_or(unset.log_level),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_settings_have_their_defaults() {
        let config = Config::from_vars(|_| None).unwrap();
        assert_eq!(config.table, "roster");
        assert_eq!(config.hash_cost, HashCost::default());
        assert_eq!(config.log_retention, Duration::from_secs(14 * 86_400));
    }

    #[test]
    fn statistics_are_kept_only_if_the_setting_says_yes() {
        let of = |value: &'static str| Config::from_vars(|name| (name == "ROSTER_USAGE_STATS").then(|| value.into()));
        assert!(!Config::from_vars(|_| None).unwrap().usage_stats);
        assert!(of("yes").unwrap().usage_stats && !of("no").unwrap().usage_stats);
        assert_eq!(of("1").unwrap_err().to_string(), "ROSTER_USAGE_STATS: expected yes or no");
    }

    #[test]
    fn an_invalid_number_is_an_error_with_its_name() {
        let error = Config::from_vars(|name| (name == "ROSTER_LOG_DAYS").then(|| "soon".into())).unwrap_err();
        assert_eq!(error.to_string(), "ROSTER_LOG_DAYS: expected a whole number above zero");
    }
}
