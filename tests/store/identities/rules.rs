//! The rules of joining hold when they are written, not only when they are decided.

use super::Scene;
use crate::operations::identities::{account, incarnation, oauth_token, tokens};
use roster_core::{
    AccountFault, Error, Joining, Linking, Proof, ProviderAccount, SessionToken, SignInEffects, TokenSecret, UserId,
    identity_context,
};
use roster_store::{Begins, NewIdentity};
use roster_tests::clock::{bare, email, hash, name, user_id};
use roster_tests::invariants::EXACT;

impl Scene {
    /// A user with an email that is not verified, and no other way in; with a session of somebody.
    async fn add_pending(&self, id: &str, address: &str) -> UserId {
        let new = roster_core::NewUser { email: Some(email(address)), ..bare(id) };
        let user = self.store.create_user(&self.project, new, &self.clock.change()).await.unwrap().id;
        let (session, secret) = self.clock.session(&user, "s-before");
        let change = self.clock.change();
        self.store.create_session(&self.project.id, &session, &secret, &Proof::Key, &change).await.unwrap();
        user
    }
}

/// Somebody who began a sign-up with the email of somebody else loses every session when its owner comes with a provider.
#[tokio::test]
async fn a_join_that_verifies_the_email_ends_all_sessions_and_tokens_before_it() {
    let scene = Scene::build().await;
    let (store, p, clock) = (&scene.store, &scene.project.id, &scene.clock);
    let ann = scene.add_pending("ann", "ann@example.com").await;
    let target = roster_core::Target {
        session: Some(roster_core::SessionId::parse("s-before").unwrap()),
        ..roster_tests::clock::target("t", roster_core::TargetKind::Push, "a device")
    };
    store.create_target(p, &ann, &target, &clock.change()).await.unwrap();
    scene.sign_in("s-after", &account("google", "7", "ann@example.com")).await.unwrap();
    let user = store.get_user(p, &ann).await.unwrap();
    assert!(user.email_verified && user.targets.is_empty());
    let sessions = store.list_sessions(p, &ann, clock.now()).await.unwrap().items;
    let ids: Vec<_> = sessions.iter().map(|session| session.id.as_str()).collect();
    assert_eq!(ids, ["s-after"]);
    assert_eq!(user.name, name("From Provider"), "a user without a name takes that of the provider");
    scene.table.check(EXACT, "joined");
}

/// The user gets a password after the account was found and before the join is written.
#[tokio::test]
async fn a_way_in_that_appears_before_the_join_is_written_prevents_it() {
    let scene = Scene::build().await;
    let (store, p, clock) = (&scene.store, &scene.project.id, &scene.clock);
    let ann = scene.add_pending("ann", "ann@example.com").await;
    let account = account("google", "7", "ann@example.com");
    let found = store.find_account(p, &account).await.unwrap();
    assert_eq!(found.join(&account).unwrap(), Joining::Join { verifies: true });
    store.update_password(p, &ann, hash("bmV3"), &Proof::Key, &clock.change()).await.unwrap();
    let ((session, secret), effects) = (clock.session(&ann, "s-late"), SignInEffects::default());
    let identity = NewIdentity { account: &account, tokens: tokens("x") };
    let begins = Begins::Session(&session, &secret, &effects);
    let outcome = store.sign_in_with_account(p, found, &identity, &begins, &clock.change()).await;
    assert!(matches!(outcome, Err(Error::AccountRejected(AccountFault::OtherWayIn))), "{outcome:?}");
    assert!(scene.of("ann").await.is_empty());
    scene.table.check(EXACT, "rejected");
}

/// The tokens of a sign-in are encrypted for the user who was found: for another one, nothing is written.
#[tokio::test]
async fn a_sign_in_whose_user_was_replaced_meanwhile_starts_again() {
    let scene = Scene::build().await;
    let (store, p, clock) = (&scene.store, &scene.project.id, &scene.clock);
    let account = account("google", "7", "ann@example.com");
    scene.sign_in("ann", &account).await.unwrap();
    let found = store.find_account(p, &account).await.unwrap();
    let context = found.context(p, &account).unwrap();
    let cid = incarnation(store, p, "ann").await;
    assert_eq!(context, identity_context(p, (&user_id("ann"), cid), (account.provider, &account.uid)));
    assert_eq!(found.identity().unwrap().context(p), context);
    store.delete_user(p, &user_id("ann"), &clock.change()).await.unwrap();
    scene.sign_in("ann", &account).await.unwrap();
    let ((session, secret), effects) = (clock.session(&user_id("ann"), "s-late"), SignInEffects::default());
    let identity = NewIdentity { account: &account, tokens: tokens("for the former") };
    let begins = Begins::Session(&session, &secret, &effects);
    let outcome = store.sign_in_with_account(p, found, &identity, &begins, &clock.change()).await;
    assert!(matches!(outcome, Err(Error::Contention)), "{outcome:?}");
    assert_eq!(scene.of("ann").await[0].tokens, tokens("second"));
}

#[tokio::test]
async fn a_blocked_user_does_not_sign_in_with_an_account() {
    let scene = Scene::build().await;
    let (store, p) = (&scene.store, &scene.project.id);
    let account = account("google", "7", "ann@example.com");
    scene.sign_in("ann", &account).await.unwrap();
    let found = store.find_account(p, &account).await.unwrap();
    store.update_status(p, &user_id("ann"), false, &scene.clock.change()).await.unwrap();
    let outcome = scene.sign_in("s-2", &account).await;
    assert!(matches!(outcome, Err(Error::UserBlocked)), "{outcome:?}");
    let ((session, secret), effects) = (scene.clock.session(&user_id("ann"), "s-3"), SignInEffects::default());
    let identity = NewIdentity { account: &account, tokens: tokens("x") };
    let begins = Begins::Session(&session, &secret, &effects);
    let late = store.sign_in_with_account(p, found, &identity, &begins, &scene.clock.change()).await;
    assert!(matches!(late, Err(Error::UserBlocked)), "{late:?}");
}

#[tokio::test]
async fn a_linked_user_takes_the_email_only_if_it_is_verified_and_free() {
    let scene = Scene::build().await;
    let (store, p, clock) = (&scene.store, &scene.project.id, &scene.clock);
    scene.add("bob").await;
    let link = async |id: &str, account: ProviderAccount| {
        let change = clock.change();
        store.create_user(&scene.project, bare(id), &change).await.unwrap();
        let to = Linking { user: user_id(id), cid: change.id, session: None };
        let new = NewIdentity { account: &account, tokens: tokens("x") };
        store.link_account(p, &to, &new, None, &clock.change()).await
    };
    let one = link("one", account("google", "1", "one@example.com")).await.unwrap();
    assert_eq!((one.email, one.email_verified), (Some(email("one@example.com")), true));
    let unverified = ProviderAccount { email_verified: false, ..account("google", "2", "two@example.com") };
    assert_eq!(link("two", unverified).await.unwrap().email, None);
    let taken = link("three", account("google", "3", "bob@example.com")).await;
    assert!(matches!(taken, Err(Error::UserAlreadyExists)), "{taken:?}");
    let former = Linking { user: user_id("one"), cid: roster_core::Ulid::from_parts(1, 1), session: None };
    let known = account("google", "1", "");
    let new = NewIdentity { account: &known, tokens: tokens("x") };
    let gone = store.link_account(p, &former, &new, None, &clock.change()).await;
    assert!(matches!(gone, Err(Error::UserNotFound)), "{gone:?}");
    scene.table.check(EXACT, "linked");
}

/// The token form: the token names the account, is used once, and ends with the sessions.
#[tokio::test]
async fn a_token_of_a_sign_in_begins_one_session_and_ends_with_all_sessions() {
    let scene = Scene::build().await;
    let (store, p, clock) = (&scene.store, &scene.project.id, &scene.clock);
    let account = account("google", "7", "ann@example.com");
    scene.sign_in("ann", &account).await.unwrap();
    let (ann, secret) = (user_id("ann"), TokenSecret::parse("an oauth secret").unwrap());
    for ends in [false, true] {
        let token = oauth_token(clock, &ann, &account);
        let found = store.find_account(p, &account).await.unwrap();
        let identity = NewIdentity { account: &account, tokens: tokens("x") };
        let begins = Begins::Token(&token);
        store.sign_in_with_account(p, found, &identity, &begins, &clock.change()).await.unwrap();
        let (read, known) = store.find_token(p, &ann, &secret, clock.now()).await.unwrap();
        assert_eq!(read.account, Some((account.provider, account.uid.clone())));
        if ends {
            store.delete_sessions(p, &ann, &clock.change()).await.unwrap();
            let ended = store.find_token(p, &ann, &secret, clock.now()).await;
            assert!(matches!(ended, Err(Error::TokenInvalid)));
            continue;
        }
        let (proof, effects) = (Proof::Token(read), SignInEffects::default());
        let (session, hash) = clock.session(&ann, "s-token");
        store.sign_in(p, Some(known), (&session, &hash), &proof, &effects, &clock.change()).await.unwrap();
        let again = store.find_token(p, &ann, &secret, clock.now()).await;
        assert!(matches!(again, Err(Error::TokenInvalid)), "it is used up");
    }
    let unknown = SessionToken::create(ann, roster_core::SessionId::parse("s-token").unwrap(), [1; 32]);
    assert!(store.find_signed_in(p, &unknown, clock.now()).await.unwrap().is_none());
}

/// The time does not reveal whether somebody has an account or its email.
#[tokio::test]
async fn finding_an_account_makes_the_same_calls_whatever_is_found() {
    let scene = Scene::build().await;
    scene.sign_in("ann", &account("google", "7", "ann@example.com")).await.unwrap();
    scene.add("bob").await;
    let caller = scene.table.caller();
    let mut bills = Vec::new();
    for (uid, address) in [("7", "ann@example.com"), ("8", "bob@example.com"), ("9", "nobody@example.com")] {
        let account = account("google", uid, address);
        let find = caller.store.find_account(&scene.project.id, &account);
        let (found, bill) = caller.meter.measure(find).await;
        assert_eq!(found.unwrap().user().is_some(), uid != "9");
        bills.push((bill.calls.len(), bill.read_units()));
    }
    assert!(bills.iter().all(|bill| *bill == bills[0]), "{bills:?}");
}
