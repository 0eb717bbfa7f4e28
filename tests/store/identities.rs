//! Identities: an account at a provider is that of one user, whatever happens at the same time.

mod leftovers;
mod lists;
mod rules;
mod states;

use crate::operations::identities::{account, identities, link, new_user, sign_in, tokens};
use roster_core::{Error, Identity, ProviderAccount, SignInEffects};
use roster_store::{Begins, Store};
use roster_tests::clock::{TestClock, full, project, user_id};
use roster_tests::invariants::EXACT;
use roster_tests::table::Table;
use std::sync::Arc;
use tokio::task::JoinSet;

/// A project without users.
struct Scene {
    table: Table,
    clock: TestClock,
    store: Store,
    project: roster_core::Project,
}

impl Scene {
    async fn build() -> Arc<Self> {
        let (table, clock, project) = (Table::create().await, TestClock::new(67), project("p"));
        let store = table.caller().store;
        store.create_project(&project, &clock.change()).await.unwrap();
        Arc::new(Self { table, clock, store, project })
    }

    async fn add(&self, id: &str) {
        let (email, phone) =
            (format!("{id}@example.com"), format!("+49{}", id.bytes().map(u64::from).sum::<u64>() + 1_000));
        let new = full(id, &email, &phone, "Some One");
        self.store.create_user(&self.project, new, &self.clock.change()).await.unwrap();
    }

    async fn link(&self, user: &str, account: &ProviderAccount) -> roster_core::Result<()> {
        link(&self.store, &self.project.id, user, account, &self.clock.change()).await
    }

    /// Signs in with an account; a new user has this id, and so has the session.
    async fn sign_in(&self, id: &str, account: &ProviderAccount) -> roster_core::Result<()> {
        let whom = self.store.find_account(&self.project.id, account).await?.user();
        let user = whom.map_or_else(|| user_id(id), |known| known.user().id.clone());
        let ((session, secret), effects) = (self.clock.session(&user, id), SignInEffects::default());
        let begins = Begins::Session(&session, &secret, &effects);
        let new = new_user(id, account);
        sign_in(&self.store, &self.project, account, (new, &begins), &self.clock.change()).await
    }

    async fn of(&self, user: &str) -> Vec<Identity> {
        identities(&self.store, &self.project.id, user).await
    }
}

/// Sixteen sign-ups with one account, whose email differs each time: one user is created, and every later sign-in finds it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_sign_ups_with_one_account_at_once_one_succeeds() {
    let scene = Scene::build().await;
    let mut tasks = JoinSet::new();
    for n in 0..16 {
        let scene = Arc::clone(&scene);
        tasks.spawn(async move {
            let account = account("google", "same", &format!("mail-{n}@example.com"));
            scene.sign_in(&format!("user-{n}"), &account).await
        });
    }
    let outcomes = tasks.join_all().await;
    let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    // Whoever lost finds the account again: the function starts again, as here.
    for outcome in outcomes {
        assert!(matches!(outcome, Ok(()) | Err(Error::UserAlreadyExists | Error::Contention)), "{outcome:?}");
    }
    assert!(won >= 1);
    let mut users = 0;
    for n in 0..16 {
        users += scene.of(&format!("user-{n}")).await.len();
    }
    assert_eq!(users, 1, "one user has the account");
    scene.sign_in("again", &account("google", "same", "")).await.unwrap();
    scene.table.check(EXACT, "after the race");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_users_who_link_one_account_at_once_one_gets_it() {
    for round in 0..8 {
        let scene = Scene::build().await;
        scene.add("ann").await;
        scene.add("bob").await;
        let same = account("github", &format!("{round}"), "");
        let (ann, bob) = tokio::join!(scene.link("ann", &same), scene.link("bob", &same));
        let lost = match (ann, bob) {
            (Ok(()), Err(lost)) | (Err(lost), Ok(())) => lost,
            both => panic!("{both:?}"),
        };
        assert!(matches!(lost, Error::UserAlreadyExists), "{lost:?}");
        assert_eq!(scene.of("ann").await.len() + scene.of("bob").await.len(), 1);
        scene.table.check(EXACT, "after the race");
    }
}

/// Links of different accounts of one user count each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_never_has_more_than_20_identities() {
    let scene = Scene::build().await;
    scene.add("ann").await;
    for n in 0..18 {
        scene.link("ann", &account("google", &format!("{n}"), "")).await.unwrap();
    }
    let mut tasks = JoinSet::new();
    for n in 18..24 {
        let scene = Arc::clone(&scene);
        tasks.spawn(async move { scene.link("ann", &account("google", &format!("{n}"), "")).await });
    }
    let refused = tasks.join_all().await.into_iter().filter(|outcome| match outcome {
        Ok(()) => false,
        Err(Error::TooManyIdentities) => true,
        Err(error) => panic!("{error:?}"),
    });
    assert_eq!(refused.count(), 4);
    assert_eq!(scene.of("ann").await.len(), Identity::MOST);
    scene.table.check(EXACT, "at the limit");
}

/// An identity and its tokens are read back as they were written, and a refresh loses against a newer sign-in.
#[tokio::test]
async fn a_refresh_is_not_written_over_newer_tokens() {
    let scene = Scene::build().await;
    let (store, p) = (&scene.store, &scene.project.id);
    let account = account("google", "7", "ann@example.net");
    scene.sign_in("ann", &account).await.unwrap();
    let read = store.identity_of_account(p, account.provider, &account.uid).await.unwrap().unwrap();
    assert_eq!((read.user.as_str(), &read.tokens, &read.email), ("ann", &tokens("second"), &account.email));
    assert_eq!(scene.of("ann").await, [read.clone()]);
    let newer = roster_core::SealedTokens { sealed: vec![0, 255], expires_at: Some(scene.clock.now()) };
    let refreshed = store.refresh_identity(p, &read, newer.clone(), &scene.clock.change()).await.unwrap();
    let expires_at = Some(roster_core::Timestamp::from_secs(scene.clock.now().as_secs()));
    assert_eq!(scene.of("ann").await[0].tokens, roster_core::SealedTokens { expires_at, ..newer });
    let late = store.refresh_identity(p, &read, tokens("late"), &scene.clock.change()).await;
    assert!(matches!(late, Err(Error::Contention)), "{late:?}");
    scene.sign_in("s-2", &account).await.unwrap();
    let late = store.refresh_identity(p, &refreshed, tokens("late"), &scene.clock.change()).await;
    assert!(matches!(late, Err(Error::Contention)), "{late:?}");
    assert_eq!(scene.of("ann").await[0].tokens, tokens("second"));
    scene.table.check(EXACT, "refreshed");
}
