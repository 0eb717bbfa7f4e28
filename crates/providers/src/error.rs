//! What can go wrong at a provider.

use std::fmt;

/// Longest text of a provider that is kept, in characters.
const MAX_TEXT: usize = 200;

/// Why a sign-in with a provider failed.
///
/// Neither `Display` nor `Debug` shows what a provider wrote, except for its error code: a description may repeat an
/// email, a code or a token. It is for the person who signs in.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// The provider answered with an error.
    #[error("{provider} answered {status} with the error {error}")]
    Refused {
        /// The name of the provider, such as `GitHub`.
        provider: &'static str,
        /// The HTTP status of the answer; 400 if the provider sends errors with the status 200.
        status: u16,
        /// The error code (RFC 6749, 5.2), or `error` if the provider sent no valid one.
        error: String,
        /// The provider's description of it, for the person who signs in: at most 200 characters; may be empty.
        description: String,
    },
    /// There was no usable answer in time.
    #[error("{provider} is not available: {cause}")]
    Unavailable {
        /// The name of the provider.
        provider: &'static str,
        /// Why.
        cause: String,
    },
    /// The proof of the account is not valid: signature, issuer, audience, time, nonce or subject.
    #[error("the answer of {provider} is not verified: {cause}")]
    NotVerified {
        /// The name of the provider.
        provider: &'static str,
        /// Which rule it does not follow.
        cause: &'static str,
    },
    /// The provider did not say which account it is.
    #[error("{provider} did not return the id of an account")]
    MissingUid {
        /// The name of the provider.
        provider: &'static str,
    },
    /// The client secret is missing, cannot be read, or is malformed.
    #[error("the client secret for {provider}: {cause}")]
    Secret {
        /// The name of the provider.
        provider: &'static str,
        /// What is wrong and what to do.
        cause: String,
    },
    /// The configuration of the provider in this project is not valid.
    #[error("the configuration of {provider}: {cause}")]
    Config {
        /// The name of the provider.
        provider: &'static str,
        /// Which option, and what it must be.
        cause: String,
    },
    /// The provider is known by name, but sign-in with it is not supported.
    #[error("sign-in with {provider} is not supported")]
    Unsupported {
        /// The name of the provider.
        provider: String,
    },
}

impl fmt::Debug for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProviderError({self})")
    }
}

/// An error code as RFC 6749 allows it, so that nothing else of an answer reaches a log.
pub(crate) fn error_code(text: &str) -> String {
    let is_code = (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'-');
    if is_code { text.to_owned() } else { "error".to_owned() }
}

/// A description, bounded and without control characters.
pub(crate) fn description(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).take(MAX_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_code_of_an_error_is_shown() {
        let (error, description) = (error_code("invalid_grant"), description("ann@example.com\nused the code 123"));
        assert_eq!(description, "ann@example.com used the code 123");
        let rejected = ProviderError::Refused { provider: "GitHub", status: 400, error, description };
        let shown = "GitHub answered 400 with the error invalid_grant";
        assert_eq!(
            (rejected.to_string().as_str(), format!("{rejected:?}")),
            (shown, format!("ProviderError({shown})"))
        );
    }

    #[test]
    fn what_is_no_error_code_is_not_kept() {
        for text in ["", "ann@example.com", "Bad Verification", &"a".repeat(65), "a\nb"] {
            assert_eq!(error_code(text), "error");
        }
        assert_eq!(description(&"é".repeat(300)).chars().count(), MAX_TEXT);
    }
}
