//! Operations on targets, tokens, recovery codes, labels and preferences of teams, and a change of the password that ends
//! sessions.

use super::{Op, Operation, Scene, large_prefs};
use roster_core::{
    AttemptCounter, Change, Error, Identifier, KeptSession, Labels, NewPassword, OtherSessions, Prefs, Project, Proof,
    RateLimit, RecoveryCodes, Result, SecretHash, SessionId, TargetChange, TargetId, TargetKind, TokenSecret,
};
use roster_store::Store;
use roster_tests::clock::{TestClock, hash, target, team_id, user_id};

/// The secret of bob's token.
const SECRET: &str = "0f1e2d";

/// Adds a target and recovery codes to ann, a token to bob, and large preferences to the crew.
pub(super) async fn add_parts(store: &Store, clock: &TestClock, project: &Project) {
    let (p, ann) = (&project.id, &user_id("ann"));
    let second = target("t-1", TargetKind::Email, "second@example.com");
    store.create_target(p, ann, &second, &clock.change()).await.unwrap();
    store.create_recovery_codes(p, ann, &RecoveryCodes::create(&[1; 32]), &clock.change()).await.unwrap();
    let token = clock.token(&user_id("bob"), "token-1", SECRET);
    store.create_token(p, &token, &clock.change()).await.unwrap();
    store.update_team_prefs(p, &team_id("crew"), &large_prefs(3), &clock.change()).await.unwrap();
}

/// The counter of a client that signs in.
pub(super) fn sign_ins() -> AttemptCounter {
    AttemptCounter { what: "sign-in", who: SecretHash::of("ann"), limit: RateLimit::an_hour(10) }
}

fn target_id() -> TargetId {
    TargetId::parse("t-1").unwrap()
}

fn labels() -> Labels {
    Labels::parse(vec!["vip".into(), "beta".into()]).unwrap()
}

/// A password that ends all sessions of ann except her first one.
fn ending_password() -> NewPassword {
    let except = Some(KeptSession { id: SessionId::parse("s-0").unwrap(), epoch: 0 });
    NewPassword { hash: Some(hash("bmV3")), sessions: OtherSessions::End { except }, history: None }
}

impl Operation {
    pub(super) async fn run_part(self, store: &Store, scene: &Scene, change: &Change) -> Result<()> {
        let (p, ann, bob) = (&scene.project.id, &user_id("ann"), &user_id("bob"));
        match self {
            Op::CreateTarget => {
                store.create_target(p, bob, &target("t-new", TargetKind::Sms, "+4955555"), change).await
            }
            Op::UpdateTarget => {
                let identifier = Some(Identifier::parse("moved@example.com").unwrap());
                let to = TargetChange { identifier, ..TargetChange::default() };
                store.update_target(p, ann, &target_id(), &to, change).await.map(drop)
            }
            Op::DeleteTarget => store.delete_target(p, ann, &target_id(), change).await,
            Op::CreateToken => store.create_token(p, &scene.clock.token(bob, "token-new", "abcdef"), change).await,
            Op::SignInByToken => {
                let (session, _) = scene.clock.session(bob, "s-new");
                let proof = Proof::Token(scene.clock.token(bob, "token-1", SECRET));
                store.create_session(p, &session, &SecretHash::from_stored("5e".repeat(32)), &proof, change).await
            }
            Op::CreateRecoveryCodes => {
                store.create_recovery_codes(p, bob, &RecoveryCodes::create(&[2; 32]), change).await
            }
            Op::ReplaceRecoveryCodes => {
                store.replace_recovery_codes(p, ann, &RecoveryCodes::create(&[2; 32]), change).await
            }
            Op::UpdateLabels => store.update_labels(p, ann, labels(), change).await.map(drop),
            Op::UpdateMfa => store.update_mfa(p, ann, true, change).await.map(drop),
            Op::UpdateImpersonator => store.update_impersonator(p, ann, true, change).await.map(drop),
            Op::SpillTeamPrefs => store.update_team_prefs(p, &team_id("band"), &large_prefs(2), change).await,
            Op::ReplaceTeamPrefs => store.update_team_prefs(p, &team_id("crew"), &large_prefs(2), change).await,
            Op::ShrinkTeamPrefs => store.update_team_prefs(p, &team_id("crew"), &Prefs::default(), change).await,
            Op::UpdatePasswordAndEnd => {
                store.update_password(p, ann, ending_password(), &Proof::Key, change).await.map(drop)
            }
            other => panic!("{other:?} is no part"),
        }
    }

    pub(super) async fn is_part_done(self, store: &Store, scene: &Scene) -> bool {
        let (p, now, bob) = (&scene.project.id, scene.clock.now(), &user_id("bob"));
        let ann = store.get_user(p, &user_id("ann")).await.unwrap();
        let prefs_of = |team| async move { store.get_team(p, &team_id(team)).await.unwrap().prefs.known().cloned() };
        let token = |secret: &'static str| async move {
            store.find_token(p, bob, &TokenSecret::parse(secret).unwrap(), now).await
        };
        match self {
            Op::CreateTarget => store.get_user(p, bob).await.unwrap().targets.len() == 1,
            Op::UpdateTarget => ann.targets[0].identifier == "moved@example.com",
            Op::DeleteTarget => ann.targets.is_empty(),
            Op::CreateToken => token("abcdef").await.is_ok(),
            Op::SignInByToken => {
                let used = token(SECRET).await.is_err();
                assert_eq!(used, store.list_sessions(p, bob, now).await.unwrap().total == 1, "both or neither");
                used
            }
            Op::CreateRecoveryCodes => store.get_recovery_codes(p, bob).await.is_ok(),
            Op::ReplaceRecoveryCodes => {
                store.get_recovery_codes(p, &ann.id).await.unwrap() == RecoveryCodes::create(&[2; 32])
            }
            Op::UpdateLabels => ann.labels == labels(),
            Op::UpdateMfa => ann.mfa,
            Op::UpdateImpersonator => ann.impersonator,
            Op::SpillTeamPrefs => prefs_of("band").await == Some(large_prefs(2)),
            Op::ReplaceTeamPrefs => prefs_of("crew").await == Some(large_prefs(2)),
            Op::ShrinkTeamPrefs => prefs_of("crew").await == Some(Prefs::default()),
            Op::UpdatePasswordAndEnd => {
                let changed = ann.password == Some(hash("bmV3"));
                let total = store.list_sessions(p, &ann.id, now).await.unwrap().total;
                assert_eq!(total, if changed { 1 } else { 3 }, "both or neither");
                changed
            }
            other => panic!("{other:?} is no part"),
        }
    }

    pub(super) fn is_part_error_of_repetition(self, error: &Error) -> bool {
        match self {
            Op::CreateTarget => matches!(error, Error::TargetAlreadyExists),
            Op::DeleteTarget => matches!(error, Error::TargetNotFound),
            Op::SignInByToken => matches!(error, Error::TokenInvalid),
            Op::CreateRecoveryCodes => matches!(error, Error::RecoveryCodesAlreadyExist),
            _ => false,
        }
    }
}
