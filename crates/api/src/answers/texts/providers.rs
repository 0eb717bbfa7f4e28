//! Errors of sign-ins with providers (source: docs/reference/appwrite/errors.md#oauth).

use axum::http::StatusCode;
use roster_core::ProviderFault;

/// Status, type and text in the dialect of the caller.
pub(super) fn of(fault: &ProviderFault, is_v1: bool) -> (StatusCode, &'static str, String) {
    let by_dialect = |older: &str, newer: &str| if is_v1 { newer.to_owned() } else { older.to_owned() };
    let bad = StatusCode::BAD_REQUEST;
    match fault {
        ProviderFault::NotSet => (
            StatusCode::PRECONDITION_FAILED,
            "project_provider_disabled",
            "This provider is disabled. Please configure the provider app ID and app secret key from your Appwrite \
             console to continue."
                .into(),
        ),
        ProviderFault::Disabled => (
            StatusCode::PRECONDITION_FAILED,
            "project_provider_disabled",
            "This provider is disabled. Please enable the provider from your Appwrite console to continue.".into(),
        ),
        ProviderFault::SuccessUrl => (
            bad,
            "project_invalid_success_url",
            by_dialect("Invalid redirect URL for success login", "Invalid redirect URL for OAuth success."),
        ),
        ProviderFault::FailureUrl => (
            bad,
            "project_invalid_failure_url",
            by_dialect("Invalid redirect URL for failure login", "Invalid redirect URL for OAuth failure."),
        ),
        ProviderFault::State => (
            bad,
            "general_bad_request",
            "The sign-in has expired, has ended before, or began in another browser. Please begin again.".into(),
        ),
        ProviderFault::CodeMissing => (
            bad,
            "user_oauth2_bad_request",
            "Missing OAuth2 code. Please contact the Appwrite team for additional support.".into(),
        ),
        ProviderFault::UidMissing => (
            bad,
            if is_v1 { "user_missing_id" } else { "project_missing_user_id" },
            by_dialect("Missing ID from OAuth2 provider", "Missing ID from OAuth2 provider."),
        ),
        ProviderFault::Refused { provider, status: None, error, description } => {
            (bad, "user_oauth2_bad_request", said(provider, error, description))
        }
        ProviderFault::Refused { provider, status: Some(status), error, description } => {
            let (status, kind) = match status {
                400 => (bad, "user_oauth2_bad_request"),
                401 => (StatusCode::UNAUTHORIZED, "user_oauth2_unauthorized"),
                _ => (StatusCode::FAILED_DEPENDENCY, "user_oauth2_provider_error"),
            };
            (status, kind, format!("Failed to obtain access token. {}", said(provider, error, description)))
        }
        ProviderFault::Unavailable(provider) => (
            StatusCode::FAILED_DEPENDENCY,
            "user_oauth2_provider_error",
            format!("The {provider} OAuth2 provider gave no usable answer. Please try again."),
        ),
    }
}

fn said(provider: &str, error: &str, description: &str) -> String {
    let colon = if description.is_empty() { "" } else { ": " };
    format!("The {provider} OAuth2 provider returned an error: {error}{colon}{description}")
}
