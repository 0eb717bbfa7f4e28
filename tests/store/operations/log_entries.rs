//! What each operation writes into the log of a user.

use super::{Op, Operation};
use roster_core::UserId;
use roster_tests::clock::user_id;

impl Operation {
    /// The user in whose log the operation is written, and the event.
    pub fn log_entry(self) -> Option<(UserId, &'static str)> {
        let (user, event) = match self {
            Op::CreateUser => ("cat", "create"),
            Op::UpdateEmail => ("ann", "update.email"),
            Op::UpdateName => ("ann", "update.name"),
            Op::UpdatePassword | Op::UpdatePasswordAndEnd | Op::KeepPassword => ("ann", "update.password"),
            Op::UpdatePhone => ("ann", "update.phone"),
            Op::SpillPrefs => ("bob", "update.prefs"),
            Op::ReplaceLargePrefs | Op::ShrinkPrefs => ("ann", "update.prefs"),
            Op::UpdateStatus => ("ann", "update.status"),
            Op::VerifyEmail | Op::VerifyPhone => ("ann", "update.verification"),
            Op::CreateSession | Op::SignIn => ("bob", "sessions.s-new.create"),
            Op::ExtendSession => ("ann", "sessions.s-1.update"),
            Op::DeleteSession => ("ann", "sessions.s-1.delete"),
            Op::DeleteSessions => ("ann", "sessions.delete"),
            Op::CreateMembership | Op::Invite => ("ann", "memberships.create"),
            Op::InviteAgain | Op::AcceptInvitation | Op::ConfirmMembership => ("bob", "memberships.update"),
            Op::FoundTeam => ("ann", "teams.choir.create"),
            Op::UpdateRoles => ("ann", "memberships.update"),
            Op::DeleteMembership => ("ann", "memberships.delete"),
            Op::CreateTarget => ("bob", "targets.t-new.create"),
            Op::UpdateTarget => ("ann", "targets.t-1.update"),
            Op::DeleteTarget => ("ann", "targets.t-1.delete"),
            Op::CreateToken => ("bob", "tokens.token-new.create"),
            Op::SignInByToken => ("bob", "sessions.s-new.create"),
            Op::CreateRecoveryCodes => ("bob", "update.mfa.recovery-codes"),
            Op::ReplaceRecoveryCodes => ("ann", "update.mfa.recovery-codes"),
            Op::CreateAuthenticator => ("bob", "update.mfa.authenticators"),
            Op::VerifyAuthenticator => ("dan", "update.mfa.authenticators"),
            Op::DeleteAuthenticator => ("ann", "update.mfa.authenticators"),
            Op::CreateChallenge => ("ann", "challenges.c-new.create"),
            Op::PassByTotp => ("ann", "challenges.c-totp.update"),
            Op::PassByRecoveryCode => ("ann", "challenges.c-code.update"),
            Op::SendLink => ("bob", "sign-ins.magic-url.create"),
            Op::SignInByCode => ("bob", "sessions.s-new.create"),
            Op::VerifyByLink => ("ann", "verification.email-verification.update"),
            Op::Recover => ("ann", "recovery.recovery.update"),
            Op::SignUpWithSession => ("guest", "sessions.s-guest.create"),
            Op::SignInWithAccount => ("ann", "sessions.s-new.create"),
            Op::JoinAccount => ("dan", "sessions.s-new.create"),
            Op::SignUpWithAccount => ("gil", "sessions.s-new.create"),
            Op::CreateOAuthToken => ("ann", "sign-ins.t-oauth.create"),
            Op::UpdateLabels => ("ann", "update.labels"),
            Op::UpdateMfa | Op::UpdateOwnMfa => ("ann", "update.mfa"),
            Op::UpdateImpersonator => ("ann", "update.impersonator"),
            Op::DeleteUser | Op::CreateTeam | Op::RenameTeam | Op::DeleteTeam | Op::UpdateProject => return None,
            // Their events have an id that the change decides; a refresh has none.
            Op::LinkAccount | Op::DeleteIdentity | Op::RefreshIdentity => return None,
            Op::SpillTeamPrefs | Op::ReplaceTeamPrefs | Op::ShrinkTeamPrefs | Op::EndOldestSessions => return None,
        };
        Some((user_id(user), event))
    }
}
