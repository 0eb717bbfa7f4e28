//! Every operation that changes the table, on a scene with the data that it needs. The tests of kills and lost answers
//! run them.

pub mod factors;
pub mod identities;
mod log_entries;
mod messages;
mod parts;
mod rules;
mod scene;

pub use scene::{Scene, large_prefs};

use roster_core::{
    Change, Error, MembershipId, Prefs, Proof, Result, Roles, SecretHash, SessionId, SignInEffects, Timestamp,
};
use roster_store::Store;
use roster_tests::clock::{email, founder, full, hash, membership, name, phone, team_id, user_id};

const EXTENDED: Timestamp = Timestamp::from_secs(4_000_000_000);

pub fn member(id: &str) -> MembershipId {
    MembershipId::parse(id).unwrap()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    CreateUser,
    UpdateEmail,
    UpdateName,
    UpdatePassword,
    UpdatePasswordAndEnd,
    UpdatePhone,
    SpillPrefs,
    ReplaceLargePrefs,
    ShrinkPrefs,
    UpdateStatus,
    VerifyEmail,
    VerifyPhone,
    DeleteUser,
    CreateSession,
    SignIn,
    ExtendSession,
    DeleteSession,
    DeleteSessions,
    CreateTeam,
    FoundTeam,
    RenameTeam,
    DeleteTeam,
    CreateMembership,
    UpdateRoles,
    DeleteMembership,
    UpdateProject,
    CreateTarget,
    UpdateTarget,
    DeleteTarget,
    CreateToken,
    SignInByToken,
    CreateRecoveryCodes,
    ReplaceRecoveryCodes,
    UpdateLabels,
    UpdateMfa,
    UpdateImpersonator,
    SpillTeamPrefs,
    ReplaceTeamPrefs,
    ShrinkTeamPrefs,
    Invite,
    InviteAgain,
    AcceptInvitation,
    ConfirmMembership,
    KeepPassword,
    EndOldestSessions,
    CreateAuthenticator,
    VerifyAuthenticator,
    DeleteAuthenticator,
    CreateChallenge,
    PassByTotp,
    PassByRecoveryCode,
    UpdateOwnMfa,
    SendLink,
    SignInByCode,
    VerifyByLink,
    Recover,
    SignUpWithSession,
    SignInWithAccount,
    JoinAccount,
    SignUpWithAccount,
    LinkAccount,
    DeleteIdentity,
    CreateOAuthToken,
    RefreshIdentity,
}

use Operation as Op;

impl Operation {
    const fn is_of_rules(self) -> bool {
        matches!(
            self,
            Op::Invite
                | Op::InviteAgain
                | Op::AcceptInvitation
                | Op::ConfirmMembership
                | Op::KeepPassword
                | Op::EndOldestSessions
        )
    }

    pub async fn run(self, store: &Store, scene: &Scene, change: &Change) -> Result<()> {
        let (p, ann, bob) = (&scene.project.id, &user_id("ann"), &user_id("bob"));
        match self {
            Op::CreateUser => {
                let cat = full("cat", "cat@example.com", "+4933333", "Cat Moe");
                store.create_user(&scene.project, cat, change).await.map(drop)
            }
            Op::UpdateEmail => {
                store.update_email(p, ann, email("new@example.org"), &Proof::Key, change).await.map(drop)
            }
            Op::UpdateName => store.update_name(p, ann, name("Anna Leigh"), change).await.map(drop),
            Op::UpdatePassword => store.update_password(p, ann, hash("bmV3"), &Proof::Key, change).await.map(drop),
            Op::UpdatePhone => store.update_phone(p, ann, phone("+4944444"), &Proof::Key, change).await.map(drop),
            Op::SpillPrefs => store.update_prefs(p, bob, large_prefs(2), change).await.map(drop),
            Op::ReplaceLargePrefs => store.update_prefs(p, ann, large_prefs(2), change).await.map(drop),
            Op::ShrinkPrefs => store.update_prefs(p, ann, Prefs::default(), change).await.map(drop),
            Op::UpdateStatus => store.update_status(p, ann, false, change).await.map(drop),
            Op::VerifyEmail => store.update_email_verification(p, ann, true, change).await.map(drop),
            Op::VerifyPhone => store.update_phone_verification(p, ann, true, change).await.map(drop),
            Op::DeleteUser => store.delete_user(p, ann, change).await,
            Op::CreateSession => {
                let (session, _) = scene.clock.session(bob, "s-new");
                store.create_session(p, &session, &SecretHash::from_stored("5e".repeat(32)), &Proof::Key, change).await
            }
            Op::SignIn => {
                let (session, _) = scene.clock.session(bob, "s-new");
                let proof = Proof::Password { verified: hash("c2FsdA"), upgraded: Some(hash("bmV3")) };
                let (secret, forgets) = (SecretHash::from_stored("5e".repeat(32)), Some(parts::sign_ins()));
                let effects = SignInEffects { forgets, is_access: true, alert: None };
                store.sign_in(p, None, (&session, &secret), &proof, &effects, change).await
            }
            Op::ExtendSession => {
                store.extend_session(p, ann, &SessionId::parse("s-1").unwrap(), EXTENDED, change).await.map(drop)
            }
            Op::DeleteSession => {
                let (session, _) = scene.clock.session(ann, "s-1");
                store.delete_session(p, ann, &session.id, change).await
            }
            Op::DeleteSessions => store.delete_sessions(p, ann, change).await,
            Op::CreateTeam => store.create_team(p, &team_id("choir"), &name("Choir"), None, change).await.map(drop),
            Op::FoundTeam => {
                let ann = founder(ann, "m-new");
                store.create_team(p, &team_id("choir"), &name("Choir"), Some(&ann), change).await.map(drop)
            }
            Op::RenameTeam => store.update_team_name(p, &team_id("crew"), name("All hands"), change).await.map(drop),
            Op::DeleteTeam => store.delete_team(p, &team_id("crew"), change).await,
            Op::CreateMembership => {
                store.create_membership(p, &membership("m-new", ann, "band"), change).await.map(drop)
            }
            Op::UpdateRoles => {
                let editor = Roles::parse(vec!["editor".into()]).unwrap();
                store.update_roles(p, &team_id("crew"), &member("m-ann"), editor, change).await.map(drop)
            }
            Op::DeleteMembership => store.delete_membership(p, &team_id("crew"), &member("m-ann"), change).await,
            Op::UpdateProject => store.update_project(p, Some(name("Renamed")), None, change).await.map(drop),
            rule if rule.is_of_rules() => rule.run_rule(store, scene, change).await,
            factor if factor.is_of_factors() => factor.run_factor(store, scene, change).await,
            message if message.is_of_messages() => message.run_message(store, scene, change).await,
            identity if identity.is_of_identities() => identity.run_identity(store, scene, change).await,
            part => part.run_part(store, scene, change).await,
        }
    }

    /// Whether a read shows the change.
    pub async fn is_done(self, store: &Store, scene: &Scene) -> bool {
        let (p, now) = (&scene.project.id, scene.clock.now());
        let (ann, bob) = (&user_id("ann"), &user_id("bob"));
        let user = |id| async move { store.get_user(p, id).await };
        let team = |id| async move { store.get_team(p, &team_id(id)).await };
        let teams_of_ann = || async { store.list_memberships(p, ann).await.unwrap().total };
        match self {
            Op::CreateUser => user(&user_id("cat")).await.is_ok(),
            Op::UpdateEmail => user(ann).await.unwrap().email == Some(email("new@example.org")),
            Op::UpdateName => user(ann).await.unwrap().name == name("Anna Leigh"),
            Op::UpdatePassword => user(ann).await.unwrap().password == Some(hash("bmV3")),
            Op::UpdatePhone => user(ann).await.unwrap().phone == Some(phone("+4944444")),
            Op::SpillPrefs => user(bob).await.unwrap().prefs == large_prefs(2),
            Op::ReplaceLargePrefs => user(ann).await.unwrap().prefs == large_prefs(2),
            Op::ShrinkPrefs => user(ann).await.unwrap().prefs == Prefs::default(),
            Op::UpdateStatus => !user(ann).await.unwrap().status,
            Op::VerifyEmail => user(ann).await.unwrap().email_verified,
            Op::VerifyPhone => user(ann).await.unwrap().phone_verified,
            Op::DeleteUser => matches!(user(ann).await, Err(Error::UserNotFound)),
            Op::CreateSession => store.list_sessions(p, bob, now).await.unwrap().total == 1,
            Op::SignIn => {
                let bob_now = user(bob).await.unwrap();
                let upgraded = bob_now.password == Some(hash("bmV3"));
                assert_eq!(upgraded, bob_now.accessed_at.is_some(), "both or neither");
                assert_eq!(upgraded, store.list_sessions(p, bob, now).await.unwrap().total == 1, "both or neither");
                upgraded
            }
            Op::ExtendSession => {
                let sessions = store.list_sessions(p, ann, now).await.unwrap().items;
                sessions.iter().any(|session| session.expires_at == EXTENDED)
            }
            Op::DeleteSession => store.list_sessions(p, ann, now).await.unwrap().total == 2,
            Op::DeleteSessions => store.list_sessions(p, ann, now).await.unwrap().total == 0,
            Op::CreateTeam => team("choir").await.is_ok(),
            Op::FoundTeam => team("choir").await.is_ok_and(|team| team.total == 1) && teams_of_ann().await == 2,
            Op::RenameTeam => team("crew").await.unwrap().name == name("All hands"),
            Op::DeleteTeam => matches!(team("crew").await, Err(Error::TeamNotFound)),
            Op::CreateMembership => teams_of_ann().await == 2,
            Op::UpdateRoles => {
                let found = store.get_membership(p, &team_id("crew"), &member("m-ann")).await;
                found.unwrap().roles == ["editor"]
            }
            Op::DeleteMembership => teams_of_ann().await == 0,
            Op::UpdateProject => store.get_project(p).await.unwrap().name == name("Renamed"),
            rule if rule.is_of_rules() => rule.is_rule_done(store, scene).await,
            factor if factor.is_of_factors() => factor.is_factor_done(store, scene).await,
            message if message.is_of_messages() => message.is_message_done(store, scene).await,
            identity if identity.is_of_identities() => identity.is_identity_done(store, scene).await,
            part => part.is_part_done(store, scene).await,
        }
    }

    /// Whether the error is that of a second, equal request after the first one succeeded. Operations that can be
    /// repeated have no such error.
    pub fn is_error_of_repetition(self, error: &Error) -> bool {
        match self {
            Op::CreateUser => matches!(error, Error::UserAlreadyExists),
            Op::DeleteUser => matches!(error, Error::UserNotFound),
            Op::DeleteSession => matches!(error, Error::SessionNotFound),
            Op::CreateTeam | Op::FoundTeam => matches!(error, Error::TeamAlreadyExists),
            Op::DeleteTeam => matches!(error, Error::TeamNotFound),
            Op::DeleteMembership => matches!(error, Error::MembershipNotFound),
            // The verified hash was replaced: a real second request would read the new one.
            Op::SignIn => matches!(error, Error::CredentialsInvalid),
            Op::CreateMembership => matches!(error, Error::MembershipAlreadyExists),
            // A session id is never used twice: a second session with the same id fails with contention.
            Op::CreateSession => matches!(error, Error::Contention),
            rule if rule.is_of_rules() => rule.is_rule_error_of_repetition(error),
            factor if factor.is_of_factors() => factor.is_factor_error_of_repetition(error),
            message if message.is_of_messages() => message.is_message_error_of_repetition(error),
            identity if identity.is_of_identities() => identity.is_identity_error_of_repetition(error),
            part => part.is_part_error_of_repetition(error),
        }
    }
}
