//! A function may be killed at any moment. No change is half done, and unfinished jobs are completed later.

use crate::operations::{Operation, Scene};
use roster_core::Change;
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::{EXACT, Slack};
use std::time::Duration;

/// After this time every request has ended, so the sweeper takes its jobs.
const LATER: Duration = Duration::from_secs(120);
/// An upper bound: no operation makes this many calls.
const MAX_CALLS: usize = 40;

/// Runs the operation with a caller that is killed at its `call`th call. Returns whether the operation ended before
/// that call.
async fn survives(scene: &Scene, operation: Operation, fault: Fault, call: usize, change: &Change) -> bool {
    let killed = scene.table.caller();
    killed.faults.add(Rule::new(fault).at_call(call));
    let outcome = killed.faults.run(operation.run(&killed.store, scene, change)).await;
    killed.settle().await;
    if let Some(outcome) = &outcome {
        outcome.as_ref().unwrap_or_else(|error| panic!("{operation:?} without a fault: {error:?}"));
    }
    outcome.is_some()
}

/// Checks the table after a kill: at once, after the caller has tried again, and after the sweeper.
async fn assert_consistent(scene: &Scene, operation: Operation, when: &str) {
    let store = &scene.observer.store;
    scene.table.check(Slack(1), when);
    let done = operation.is_done(store, scene).await;
    let again = operation.run(store, scene, &scene.clock.change()).await;
    match again {
        Ok(()) => {}
        Err(error) => assert!(done && operation.is_error_of_repetition(&error), "{when}, tried again: {error:?}"),
    }
    assert!(operation.is_done(store, scene).await, "{when}, tried again");
    scene.clock.pass(LATER);
    let swept = store.sweep(scene.clock.now(), Duration::from_secs(60)).await.unwrap();
    assert_eq!(swept.left, 0, "{when}");
    store.recount_project(&scene.project.id).await.unwrap();
    scene.table.check(EXACT, &format!("{when}, after the sweeper"));
    let jobs = scene.table.rows().iter().filter(|row| row.pk().starts_with("J#")).count();
    assert_eq!(jobs, 0, "{when}, after the sweeper");
}

async fn killed_at_every_call(operation: Operation) {
    for fault in [Fault::KillBefore, Fault::KillAfter] {
        let mut call = 1;
        loop {
            let scene = Scene::set().await;
            let when = format!("{operation:?} with {fault:?} at call {call}");
            if survives(&scene, operation, fault, call, &scene.clock.change()).await {
                break;
            }
            assert_consistent(&scene, operation, &when).await;
            call += 1;
            assert!(call < MAX_CALLS, "{operation:?} has no end");
        }
        assert!(call > 1, "{operation:?} was never killed");
    }
}

macro_rules! killed {
    ($($test:ident: $operation:ident;)*) => {
        $(#[tokio::test]
        async fn $test() {
            killed_at_every_call(Operation::$operation).await;
        })*
    };
}

killed! {
    a_killed_creation_of_a_user_is_whole_or_nothing: CreateUser;
    a_killed_change_of_email_is_whole_or_nothing: UpdateEmail;
    a_killed_change_of_name_is_whole_or_nothing: UpdateName;
    a_killed_change_of_password_is_whole_or_nothing: UpdatePassword;
    a_killed_change_of_password_that_ends_sessions_is_whole_or_nothing: UpdatePasswordAndEnd;
    a_killed_change_of_phone_is_whole_or_nothing: UpdatePhone;
    killed_preferences_that_grow_are_whole_or_nothing: SpillPrefs;
    killed_preferences_that_stay_large_are_whole_or_nothing: ReplaceLargePrefs;
    killed_preferences_that_shrink_are_whole_or_nothing: ShrinkPrefs;
    a_killed_change_of_status_is_whole_or_nothing: UpdateStatus;
    a_killed_verification_of_an_email_is_whole_or_nothing: VerifyEmail;
    a_killed_verification_of_a_phone_is_whole_or_nothing: VerifyPhone;
    a_killed_deletion_of_a_user_is_finished_by_the_sweeper: DeleteUser;
    a_killed_creation_of_a_session_is_whole_or_nothing: CreateSession;
    a_killed_sign_in_with_a_new_hash_is_whole_or_nothing: SignIn;
    a_killed_end_of_a_session_is_whole_or_nothing: DeleteSession;
    a_killed_end_of_all_sessions_is_whole_or_nothing: DeleteSessions;
    a_killed_extension_of_a_session_is_whole_or_nothing: ExtendSession;
    a_killed_creation_of_a_team_is_whole_or_nothing: CreateTeam;
    a_killed_founding_of_a_team_is_whole_or_nothing: FoundTeam;
    a_killed_renaming_of_a_team_is_whole_or_nothing: RenameTeam;
    a_killed_deletion_of_a_team_is_finished_by_the_sweeper: DeleteTeam;
    a_killed_change_of_roles_is_whole_or_nothing: UpdateRoles;
    a_killed_leave_is_whole_or_nothing: DeleteMembership;
    a_killed_join_is_whole_or_nothing: CreateMembership;
    a_killed_change_of_a_project_is_whole_or_nothing: UpdateProject;
    a_killed_creation_of_a_target_is_whole_or_nothing: CreateTarget;
    a_killed_change_of_a_target_is_whole_or_nothing: UpdateTarget;
    a_killed_deletion_of_a_target_is_whole_or_nothing: DeleteTarget;
    a_killed_creation_of_a_token_is_whole_or_nothing: CreateToken;
    a_killed_sign_in_by_token_is_whole_or_nothing: SignInByToken;
    a_killed_creation_of_recovery_codes_is_whole_or_nothing: CreateRecoveryCodes;
    killed_new_recovery_codes_are_whole_or_nothing: ReplaceRecoveryCodes;
    a_killed_change_of_labels_is_whole_or_nothing: UpdateLabels;
    a_killed_switch_of_second_factors_is_whole_or_nothing: UpdateMfa;
    a_killed_change_of_an_impersonator_is_whole_or_nothing: UpdateImpersonator;
    killed_preferences_of_a_team_that_grow_are_whole_or_nothing: SpillTeamPrefs;
    killed_preferences_of_a_team_that_stay_large_are_whole_or_nothing: ReplaceTeamPrefs;
    killed_preferences_of_a_team_that_shrink_are_whole_or_nothing: ShrinkTeamPrefs;
    a_killed_invitation_is_whole_or_nothing: Invite;
    a_killed_second_invitation_is_whole_or_nothing: InviteAgain;
    a_killed_acceptance_of_an_invitation_is_whole_or_nothing: AcceptInvitation;
    a_killed_confirmation_by_a_server_is_whole_or_nothing: ConfirmMembership;
    a_killed_change_of_password_keeps_the_former_one_or_nothing: KeepPassword;
    a_killed_end_of_the_oldest_sessions_is_whole_or_nothing: EndOldestSessions;
    a_killed_creation_of_an_authenticator_is_whole_or_nothing: CreateAuthenticator;
    a_killed_verification_of_an_authenticator_is_whole_or_nothing: VerifyAuthenticator;
    a_killed_deletion_of_an_authenticator_is_whole_or_nothing: DeleteAuthenticator;
    a_killed_challenge_has_its_message_or_does_not_exist: CreateChallenge;
    a_killed_pass_by_authenticator_is_whole_or_nothing: PassByTotp;
    a_killed_pass_by_recovery_code_is_whole_or_nothing: PassByRecoveryCode;
    a_killed_switch_of_ones_own_second_factor_is_whole_or_nothing: UpdateOwnMfa;
    a_killed_link_is_sent_or_not: SendLink;
    a_killed_sign_in_by_a_code_uses_it_up_or_not: SignInByCode;
    a_killed_verification_by_a_link_uses_it_up_or_not: VerifyByLink;
    a_killed_recovery_is_whole_or_nothing: Recover;
    a_killed_anonymous_session_has_its_user_or_neither: SignUpWithSession;
    a_killed_sign_in_with_an_account_is_whole_or_nothing: SignInWithAccount;
    a_killed_join_of_an_account_is_whole_or_nothing: JoinAccount;
    a_killed_sign_up_with_an_account_is_whole_or_nothing: SignUpWithAccount;
    a_killed_link_of_an_account_is_whole_or_nothing: LinkAccount;
    a_killed_deletion_of_an_identity_is_whole_or_nothing: DeleteIdentity;
    a_killed_token_of_an_account_has_its_identity_or_neither: CreateOAuthToken;
    a_killed_refresh_of_an_identity_is_whole_or_nothing: RefreshIdentity;
}

#[tokio::test]
async fn a_killed_deletion_of_a_project_is_finished_by_the_next_one() {
    for fault in [Fault::KillBefore, Fault::KillAfter] {
        // Only every third call: a deletion makes many calls of the same few kinds.
        for call in (1..).step_by(3) {
            let scene = Scene::set().await;
            let killed = scene.table.caller();
            killed.faults.add(Rule::new(fault).at_call(call));
            let change = scene.clock.change();
            let (id, mut progress) = (&scene.project.id, |_| {});
            let died = killed.faults.run(killed.store.delete_project(id, &change, &mut progress)).await.is_none();
            killed.settle().await;
            if died {
                scene.table.check(Slack(0), &format!("{fault:?} at call {call}"));
                let store = &scene.observer.store;
                match store.delete_project(id, &scene.clock.change(), &mut progress).await {
                    Ok(_) | Err(roster_core::Error::ProjectNotFound) => {}
                    Err(error) => panic!("{fault:?} at call {call}, tried again: {error:?}"),
                }
            }
            let left: Vec<_> =
                scene.table.rows().into_iter().filter(|row| !row.has("exp") && row.pk() != "META").collect();
            assert!(left.is_empty(), "{fault:?} at call {call} left {left:?}");
            if !died {
                break;
            }
        }
    }
}
