//! Operations on accounts at providers: signing in, signing up, linking, and what becomes of identities.

use super::{Op, Operation, Scene};
use roster_core::{
    Change, Error, Identity, Joining, Linking, ListIdentities, NewUser, Project, ProjectId, Provider, ProviderAccount,
    ProviderUid, Result, SealedTokens, SignInEffects, SignInToken, TokenKind, TokenSecret, UserId,
};
use roster_store::{Begins, NewIdentity, Store};
use roster_tests::clock::{TestClock, email, name, user_id};

pub fn account(provider: &str, uid: &str, address: &str) -> ProviderAccount {
    ProviderAccount {
        provider: Provider::parse(provider).unwrap(),
        uid: ProviderUid::parse(uid).unwrap(),
        email: (!address.is_empty()).then(|| email(address)),
        email_verified: true,
        name: Some(name("From Provider")),
    }
}

pub fn tokens(text: &str) -> SealedTokens {
    SealedTokens { sealed: text.as_bytes().to_vec(), expires_at: None }
}

/// Links an account with a user.
pub async fn link(store: &Store, p: &ProjectId, user: &str, new: &ProviderAccount, change: &Change) -> Result<()> {
    let cid = incarnation(store, p, user).await;
    let to = Linking { user: user_id(user), cid, session: None };
    let new = NewIdentity { account: new, tokens: tokens("first") };
    store.link_account(p, &to, &new, None, change).await.map(drop)
}

/// The incarnation of a user with an email.
pub async fn incarnation(store: &Store, p: &ProjectId, user: &str) -> roster_core::Ulid {
    let user = store.get_user(p, &user_id(user)).await.unwrap();
    let known = store.find_to_sign_in(p, user.email.as_ref().unwrap()).await.unwrap();
    known.unwrap().incarnation()
}

/// Gives ann an identity.
pub(super) async fn add_identities(store: &Store, clock: &TestClock, project: &Project) {
    link(store, &project.id, "ann", &of_ann(), &clock.change()).await.unwrap();
}

fn of_ann() -> ProviderAccount {
    account("google", "g#ann", "ann.at.work@example.org")
}

pub async fn identities(store: &Store, p: &ProjectId, user: &str) -> Vec<Identity> {
    let list = ListIdentities { with_total: true, ..ListIdentities::default() };
    match store.identities_of(p, &user_id(user), &list).await {
        Ok(listing) => listing.items,
        Err(Error::UserNotFound) => Vec::new(),
        Err(error) => panic!("{error:?}"),
    }
}

pub fn oauth_token(clock: &TestClock, user: &UserId, account: &ProviderAccount) -> SignInToken {
    let of = Some((account.provider, account.uid.clone()));
    SignInToken { kind: TokenKind::OAuth2, account: of, ..clock.token(user, "t-oauth", "an oauth secret") }
}

/// Signs in with an account as the function does: finds it, and signs its user in or up.
pub async fn sign_in(
    store: &Store,
    project: &Project,
    account: &ProviderAccount,
    (new, begins): (NewUser, &Begins<'_>),
    change: &Change,
) -> Result<()> {
    let found = store.find_account(&project.id, account).await?;
    let identity = NewIdentity { account, tokens: tokens("second") };
    match found.join(account)? {
        Joining::Create => {
            store.sign_up_with_account(project, new, (&found, &identity), begins, change).await.map(drop)
        }
        _ => store.sign_in_with_account(&project.id, found, &identity, begins, change).await,
    }
}

pub fn new_user(id: &str, account: &ProviderAccount) -> NewUser {
    let name = account.name.clone().unwrap_or_default();
    NewUser { id: user_id(id), email: account.email.clone(), phone: None, name, password: None }
}

impl Operation {
    /// Whether it is one of this file.
    pub(super) const fn is_of_identities(self) -> bool {
        matches!(
            self,
            Op::SignInWithAccount
                | Op::JoinAccount
                | Op::SignUpWithAccount
                | Op::LinkAccount
                | Op::DeleteIdentity
                | Op::CreateOAuthToken
                | Op::RefreshIdentity
        )
    }

    /// The account and the user of an operation.
    fn of_account(self) -> (ProviderAccount, &'static str) {
        match self {
            Op::JoinAccount => (account("github", "1", "dan@example.com"), "dan"),
            Op::SignUpWithAccount => (account("github", "2", "gil@example.com"), "gil"),
            Op::LinkAccount => (account("oidc", "b", "bob.elsewhere@example.com"), "bob"),
            _ => (ProviderAccount { email: Some(email("ann.now@example.org")), ..of_ann() }, "ann"),
        }
    }

    pub(super) async fn run_identity(self, store: &Store, scene: &Scene, change: &Change) -> Result<()> {
        let (p, clock, observer) = (&scene.project.id, &scene.clock, &scene.observer.store);
        let (account, user) = self.of_account();
        let (session, secret) = clock.session(&user_id(user), "s-new");
        let effects = SignInEffects { is_access: true, ..SignInEffects::default() };
        let begins = Begins::Session(&session, &secret, &effects);
        match self {
            Op::LinkAccount => link(store, p, user, &account, change).await,
            Op::DeleteIdentity => {
                let id = identities(observer, p, user).await.first().map(|identity| identity.id.clone());
                let id = id.ok_or(Error::IdentityNotFound)?;
                store.delete_identity(p, None, &id, change).await
            }
            Op::RefreshIdentity => {
                let identity = store.identity_of_account(p, account.provider, &account.uid).await?;
                let identity = identity.ok_or(Error::IdentityNotFound)?;
                store.refresh_identity(p, &identity, tokens("third"), change).await.map(drop)
            }
            Op::CreateOAuthToken => {
                let token = oauth_token(clock, &user_id(user), &account);
                let begins = Begins::Token(&token);
                sign_in(store, &scene.project, &account, (new_user(user, &account), &begins), change).await
            }
            Op::JoinAccount => {
                observer.update_email_verification(p, &user_id(user), true, &clock.change()).await?;
                sign_in(store, &scene.project, &account, (new_user(user, &account), &begins), change).await
            }
            _ => sign_in(store, &scene.project, &account, (new_user(user, &account), &begins), change).await,
        }
    }

    pub(super) async fn is_identity_done(self, store: &Store, scene: &Scene) -> bool {
        let (p, now) = (&scene.project.id, scene.clock.now());
        let (account, user) = self.of_account();
        let identity = store.identity_of_account(p, account.provider, &account.uid).await.unwrap();
        let sealed = identity.as_ref().map(|identity| identity.tokens.clone());
        let sessions = store.list_sessions(p, &user_id(user), now).await.map_or(Vec::new(), |list| list.items);
        let is_in = sessions.iter().any(|session| session.id.as_str() == "s-new");
        match self {
            Op::DeleteIdentity => identity.is_none(),
            Op::LinkAccount => identity.is_some_and(|identity| identity.user == user_id("bob")),
            Op::RefreshIdentity => sealed == Some(tokens("third")),
            Op::CreateOAuthToken => {
                let secret = TokenSecret::parse("an oauth secret").unwrap();
                let found = store.find_token(p, &user_id(user), &secret, now).await;
                assert_eq!(found.is_ok(), sealed == Some(tokens("second")), "both or neither");
                found.is_ok()
            }
            _ => {
                assert_eq!(is_in, sealed == Some(tokens("second")), "both or neither");
                let is_there = store.get_user(p, &user_id(user)).await.is_ok();
                assert!(is_there == is_in || self != Op::SignUpWithAccount, "all or nothing");
                is_in
            }
        }
    }

    pub(super) fn is_identity_error_of_repetition(self, error: &Error) -> bool {
        match self {
            Op::DeleteIdentity => matches!(error, Error::IdentityNotFound),
            // A session id is never used twice.
            Op::SignInWithAccount | Op::JoinAccount | Op::SignUpWithAccount => matches!(error, Error::Contention),
            _ => false,
        }
    }
}
