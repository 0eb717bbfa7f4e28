//! The settings of the key.

use std::path::PathBuf;

/// Where the key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyringSettings {
    /// The key is missing: nothing that needs one works.
    None,
    /// In AWS KMS.
    Kms {
        /// The ARN, the id or an alias of the key.
        key: String,
        /// The URL of KMS, if it is not that of the region (`AWS_ENDPOINT_URL_KMS`, `AWS_ENDPOINT_URL`).
        endpoint: Option<String>,
    },
    /// In a file with 64 hex digits.
    File(PathBuf),
}

/// An invalid setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: expected {expected}")]
pub struct SettingError {
    /// The name of the setting.
    pub name: &'static str,
    /// The values that it can have.
    pub expected: &'static str,
}

impl KeyringSettings {
    /// Reads the setting `ROSTER_SECRET_KEY` (`kms:<key>`, `file:<path>`) from the environment.
    ///
    /// # Errors
    /// [`SettingError`] when it has neither form.
    #[expect(clippy::disallowed_methods, reason = "a function reads its settings once, when it starts")]
    pub fn from_env() -> Result<Self, SettingError> {
        Self::from_vars(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Reads the settings by a function that knows their values; an empty setting is `None`.
    ///
    /// # Errors
    /// As [`KeyringSettings::from_env`].
    pub fn from_vars(var: impl Fn(&'static str) -> Option<String>) -> Result<Self, SettingError> {
        let Some(text) = var("ROSTER_SECRET_KEY") else { return Ok(Self::None) };
        match text.split_once(':') {
            Some(("kms", key)) if !key.is_empty() => {
                let endpoint = var("AWS_ENDPOINT_URL_KMS").or_else(|| var("AWS_ENDPOINT_URL"));
                Ok(Self::Kms { key: key.to_owned(), endpoint })
            }
            Some(("file", path)) if !path.is_empty() => Ok(Self::File(path.into())),
            _ => Err(SettingError { name: "ROSTER_SECRET_KEY", expected: "kms:<key> or file:<path>" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<KeyringSettings, SettingError> {
        KeyringSettings::from_vars(|name| (name == "ROSTER_SECRET_KEY" && !text.is_empty()).then(|| text.to_owned()))
    }

    #[test]
    fn a_key_is_in_kms_or_in_a_file_or_there_is_none() {
        assert_eq!(read(""), Ok(KeyringSettings::None));
        assert_eq!(read("file:/a/key"), Ok(KeyringSettings::File("/a/key".into())));
        let arn = "arn:aws:kms:eu-west-1:1:key/a";
        let expected = KeyringSettings::Kms { key: arn.to_owned(), endpoint: None };
        assert_eq!(read(&format!("kms:{arn}")), Ok(expected));
    }

    #[test]
    fn another_text_is_an_error_with_the_name_of_the_setting() {
        for text in ["kms:", "file:", "arn:aws:kms:eu-west-1:1:key/a", "secret"] {
            assert_eq!(read(text).unwrap_err().to_string(), "ROSTER_SECRET_KEY: expected kms:<key> or file:<path>");
        }
    }
}
