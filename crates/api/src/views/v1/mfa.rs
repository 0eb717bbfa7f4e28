//! Second factors.

use super::moment;
use roster_core::{Challenge, Factors, RecoveryCodes};
use serde::Serialize;

/// A new authenticator: the secret for people who type it, and the URI for a QR code.
#[derive(Serialize)]
pub(crate) struct AuthenticatorView<'a> {
    pub(crate) secret: &'a str,
    pub(crate) uri: &'a str,
}

/// A challenge, without its code.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChallengeView<'a> {
    #[serde(rename = "$id")]
    id: &'a str,
    #[serde(rename = "$createdAt")]
    created_at: String,
    user_id: &'a str,
    expire: String,
}

impl<'a> ChallengeView<'a> {
    pub(crate) fn of(challenge: &'a Challenge) -> Self {
        Self {
            id: challenge.id.as_str(),
            created_at: moment(challenge.created_at),
            user_id: challenge.user.as_str(),
            expire: moment(challenge.expires_at),
        }
    }
}

/// The factors that a user could present.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FactorsView {
    totp: bool,
    phone: bool,
    email: bool,
    recovery_code: bool,
}

impl FactorsView {
    pub(crate) fn of(factors: Factors) -> Self {
        let Factors { totp, phone, email, recovery_code } = factors;
        Self { totp, phone, email, recovery_code }
    }
}

/// The recovery codes of a user.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecoveryCodesView<'a> {
    recovery_codes: &'a [String],
}

impl<'a> RecoveryCodesView<'a> {
    pub(crate) fn of(codes: &'a RecoveryCodes) -> Self {
        Self { recovery_codes: codes.reveal() }
    }
}
