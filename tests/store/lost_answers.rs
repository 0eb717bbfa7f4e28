//! A response may be lost after the change was made. The caller then gets success, not a conflict with its own change.

use crate::operations::{Operation, Scene};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::{EXACT, Slack};

/// How a response is lost, and whether DynamoDB still recognizes the repeated transaction by its token.
#[derive(Debug, Clone, Copy)]
struct Loss {
    fault: Fault,
    tokens: bool,
}

const LOSSES: [Loss; 3] = [
    Loss { fault: Fault::LostAnswer, tokens: true },
    Loss { fault: Fault::LateAnswer, tokens: true },
    Loss { fault: Fault::LostAnswer, tokens: false },
];

/// Loses the response of the `call`th call. Returns whether the operation made that call.
async fn lose(operation: Operation, loss: Loss, call: usize) -> bool {
    let scene = Scene::set().await;
    let caller = scene.table.caller();
    caller.faults.add(Rule::new(loss.fault).at_call(call));
    if !loss.tokens {
        caller.faults.drop_tokens();
    }
    let log_entry = operation.log_entry();
    let before = match &log_entry {
        Some((user, event)) => scene.entries_of(user, event).await,
        None => 0,
    };
    let when = format!("{operation:?}, {loss:?} at call {call}");
    let outcome = operation.run(&caller.store, &scene, &scene.clock.change()).await;
    outcome.unwrap_or_else(|error| panic!("{when}: {error:?}"));
    assert!(operation.is_done(&scene.observer.store, &scene).await, "{when}");
    if let Some((user, event)) = &log_entry {
        assert_eq!(scene.entries_of(user, event).await, before + 1, "{when}: log entries");
    }
    // A creation is counted outside of its transaction: if the response of the count is lost, the user is counted
    // twice.
    let creates = [Operation::CreateUser, Operation::SignUpWithSession, Operation::SignUpWithAccount];
    let slack = if creates.contains(&operation) { Slack(1) } else { EXACT };
    scene.table.check(slack, &when);
    caller.faults.calls() > call
}

async fn lost_at_every_call(operation: Operation) {
    for loss in LOSSES {
        let mut call = 1;
        while lose(operation, loss, call).await {
            call += 1;
        }
        assert!(call > 1, "{operation:?} made no call");
    }
}

macro_rules! lost {
    ($($test:ident: $operation:ident;)*) => {
        $(#[tokio::test]
        async fn $test() {
            lost_at_every_call(Operation::$operation).await;
        })*
    };
}

lost! {
    a_creation_whose_answer_is_lost_succeeds: CreateUser;
    a_change_of_email_whose_answer_is_lost_succeeds: UpdateEmail;
    a_change_of_name_whose_answer_is_lost_succeeds: UpdateName;
    a_change_of_password_whose_answer_is_lost_succeeds: UpdatePassword;
    a_change_of_password_that_ends_sessions_whose_answer_is_lost_succeeds: UpdatePasswordAndEnd;
    a_change_of_phone_whose_answer_is_lost_succeeds: UpdatePhone;
    preferences_that_grow_whose_answer_is_lost_succeed: SpillPrefs;
    preferences_that_stay_large_whose_answer_is_lost_succeed: ReplaceLargePrefs;
    preferences_that_shrink_whose_answer_is_lost_succeed: ShrinkPrefs;
    a_change_of_status_whose_answer_is_lost_succeeds: UpdateStatus;
    a_verification_of_an_email_whose_answer_is_lost_succeeds: VerifyEmail;
    a_verification_of_a_phone_whose_answer_is_lost_succeeds: VerifyPhone;
    a_deletion_whose_answer_is_lost_succeeds: DeleteUser;
    a_new_session_whose_answer_is_lost_succeeds: CreateSession;
    a_sign_in_with_a_new_hash_whose_answer_is_lost_succeeds: SignIn;
    an_end_of_a_session_whose_answer_is_lost_succeeds: DeleteSession;
    an_end_of_all_sessions_whose_answer_is_lost_succeeds: DeleteSessions;
    an_extension_of_a_session_whose_answer_is_lost_succeeds: ExtendSession;
    a_new_team_whose_answer_is_lost_succeeds: CreateTeam;
    a_team_with_its_founder_whose_answer_is_lost_succeeds: FoundTeam;
    a_renamed_team_whose_answer_is_lost_succeeds: RenameTeam;
    a_deleted_team_whose_answer_is_lost_succeeds: DeleteTeam;
    a_change_of_roles_whose_answer_is_lost_succeeds: UpdateRoles;
    a_leave_whose_answer_is_lost_succeeds: DeleteMembership;
    a_join_whose_answer_is_lost_succeeds: CreateMembership;
    a_change_of_a_project_whose_answer_is_lost_succeeds: UpdateProject;
    a_new_target_whose_answer_is_lost_succeeds: CreateTarget;
    a_change_of_a_target_whose_answer_is_lost_succeeds: UpdateTarget;
    a_deletion_of_a_target_whose_answer_is_lost_succeeds: DeleteTarget;
    a_new_token_whose_answer_is_lost_succeeds: CreateToken;
    a_sign_in_by_token_whose_answer_is_lost_succeeds: SignInByToken;
    recovery_codes_whose_answer_is_lost_are_stored: CreateRecoveryCodes;
    new_recovery_codes_whose_answer_is_lost_are_stored: ReplaceRecoveryCodes;
    a_change_of_labels_whose_answer_is_lost_succeeds: UpdateLabels;
    a_switch_of_second_factors_whose_answer_is_lost_succeeds: UpdateMfa;
    a_change_of_an_impersonator_whose_answer_is_lost_succeeds: UpdateImpersonator;
    preferences_of_a_team_that_grow_whose_answer_is_lost_succeed: SpillTeamPrefs;
    preferences_of_a_team_that_stay_large_whose_answer_is_lost_succeed: ReplaceTeamPrefs;
    preferences_of_a_team_that_shrink_whose_answer_is_lost_succeed: ShrinkTeamPrefs;
    an_invitation_whose_answer_is_lost_succeeds: Invite;
    a_second_invitation_whose_answer_is_lost_succeeds: InviteAgain;
    an_acceptance_of_an_invitation_whose_answer_is_lost_succeeds: AcceptInvitation;
    a_confirmation_by_a_server_whose_answer_is_lost_succeeds: ConfirmMembership;
    a_change_of_password_that_keeps_the_former_one_whose_answer_is_lost_succeeds: KeepPassword;
    an_end_of_the_oldest_sessions_whose_answer_is_lost_succeeds: EndOldestSessions;
    a_new_authenticator_whose_answer_is_lost_succeeds: CreateAuthenticator;
    a_verification_of_an_authenticator_whose_answer_is_lost_succeeds: VerifyAuthenticator;
    a_deletion_of_an_authenticator_whose_answer_is_lost_succeeds: DeleteAuthenticator;
    a_challenge_whose_answer_is_lost_succeeds: CreateChallenge;
    a_pass_by_authenticator_whose_answer_is_lost_succeeds: PassByTotp;
    a_pass_by_recovery_code_whose_answer_is_lost_succeeds: PassByRecoveryCode;
    a_switch_of_ones_own_second_factor_whose_answer_is_lost_succeeds: UpdateOwnMfa;
    a_link_whose_answer_is_lost_is_sent: SendLink;
    a_sign_in_by_a_code_whose_answer_is_lost_succeeds: SignInByCode;
    a_verification_by_a_link_whose_answer_is_lost_succeeds: VerifyByLink;
    a_recovery_whose_answer_is_lost_succeeds: Recover;
    an_anonymous_session_whose_answer_is_lost_begins: SignUpWithSession;
    a_sign_in_with_an_account_whose_answer_is_lost_succeeds: SignInWithAccount;
    a_join_of_an_account_whose_answer_is_lost_succeeds: JoinAccount;
    a_sign_up_with_an_account_whose_answer_is_lost_succeeds: SignUpWithAccount;
    a_link_of_an_account_whose_answer_is_lost_succeeds: LinkAccount;
    a_deletion_of_an_identity_whose_answer_is_lost_succeeds: DeleteIdentity;
    a_token_of_an_account_whose_answer_is_lost_is_stored: CreateOAuthToken;
    a_refresh_of_an_identity_whose_answer_is_lost_succeeds: RefreshIdentity;
}
