//! The texts for accounts at providers that do not sign in. They are the same in every dialect.

use axum::http::StatusCode;
use roster_core::AccountFault;

/// Status, type and text (source: docs/reference/appwrite/oauth.md#which-user; the second and the third are ours).
pub(super) fn of(fault: AccountFault) -> (StatusCode, &'static str, String) {
    let (status, kind, text) = match fault {
        AccountFault::EmailMissing => {
            (StatusCode::UNAUTHORIZED, "user_unauthorized", "OAuth provider failed to return email.")
        }
        AccountFault::EmailNotVerified => (
            StatusCode::BAD_REQUEST,
            "general_bad_request",
            "The provider has not verified the email, and a user has it already.",
        ),
        AccountFault::OtherWayIn => (
            StatusCode::CONFLICT,
            "user_already_exists",
            "A user with this email exists. Sign in the way you did before, verify the email, then link the account.",
        ),
        AccountFault::TooManyIdentities => {
            (StatusCode::BAD_REQUEST, "general_bad_request", "A user cannot have more than 20 identities.")
        }
    };
    (status, kind, text.to_owned())
}
