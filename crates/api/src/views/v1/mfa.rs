//! Second factors.

use roster_core::{Factors, RecoveryCodes};
use serde::Serialize;

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
