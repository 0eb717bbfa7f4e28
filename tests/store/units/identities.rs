//! The costs of signing in with accounts at providers, and of identities.

use super::Ledger;
use crate::operations::identities::{account, new_user, oauth_token};
use roster_core::{
    Linking, ListIdentities, OAuthForm, OAuthState, ProviderAccount, ProviderConfig, Queries, Schema, SealedTokens,
    SearchTerm, SecretHash, SignInEffects, Timestamp, UserId,
};
use roster_store::{Begins, NewIdentity};
use roster_tests::clock::{email, user_id};
use std::collections::BTreeMap;

/// The number of the user who signs up with an account.
const DORA: usize = 1_000_050;

/// Tokens of the size that a provider makes them, encrypted.
fn new(account: &ProviderAccount) -> NewIdentity<'_> {
    NewIdentity { account, tokens: SealedTokens { sealed: vec![7; 400], expires_at: Some(Timestamp::from_secs(9)) } }
}

pub(super) async fn identities(ledger: &mut Ledger) {
    Box::pin(states(ledger)).await;
    let dora = user_id(&super::generated_id(DORA));
    Box::pin(sign_ins(ledger, &dora)).await;
    Box::pin(lists(ledger, &dora)).await;
    let (store, p, change) = (ledger.store(), ledger.project.id.clone(), ledger.clock.change());
    let list = ListIdentities::default();
    let id = store.identities_of(&p, &dora, &list).await.unwrap().items[0].id.clone();
    ledger.enter("DELETE account/identities/{identityId}", store.delete_identity(&p, Some(&dora), &id, &change)).await;
    let id = store.identities_of(&p, &dora, &list).await.unwrap().items[0].id.clone();
    let change = ledger.clock.change();
    ledger.enter("DELETE users/identities/{identityId}", store.delete_identity(&p, None, &id, &change)).await;
}

async fn states(ledger: &mut Ledger) {
    let (store, p, now) = (ledger.store(), ledger.project.id.clone(), ledger.clock.now());
    let google = account("google", "1", "").provider;
    let config = ProviderConfig {
        provider: google,
        client_id: "1234567890.apps.example.com".into(),
        enabled: true,
        options: BTreeMap::new(),
        updated_at: now,
    };
    store.set_provider(&p, &config, &ledger.clock.change()).await.unwrap();
    let state = OAuthState {
        provider: google,
        success: Some("https://example.com/signed-in".into()),
        failure: Some("https://example.com/failed".into()),
        form: OAuthForm::Cookie,
        browser: Some(SecretHash::of("cookie")),
        linking: None,
        scopes: Vec::new(),
        expires_at: Timestamp::from_secs(now.as_secs() + 600),
    };
    let hash = SecretHash::of("state");
    ledger.enter("read the settings of a provider", store.provider(&p, google)).await;
    ledger.enter("begin a sign-in with a provider", store.begin_oauth(&p, &hash, &state)).await;
    ledger.enter("take what its beginning remembered", store.take_oauth_state(&p, &hash, now)).await;
}

async fn sign_ins(ledger: &mut Ledger, dora: &UserId) {
    let (store, project) = (ledger.store(), ledger.project.clone());
    let p = &project.id;
    let account_of_dora = account("google", "110169484474386276334", "dora@example.net");
    let (sessions, effects) =
        ([ledger.clock.session(dora, "o-0"), ledger.clock.session(dora, "o-1")], SignInEffects::default());
    let changes: Vec<_> = (0..5).map(|_| ledger.clock.change()).collect();
    ledger.enter("find an account that nobody has", store.find_account(p, &account_of_dora)).await;
    let found = store.find_account(p, &account_of_dora).await.unwrap();
    let begins = Begins::Session(&sessions[0].0, &sessions[0].1, &effects);
    let person = new_user(dora.as_str(), &account_of_dora);
    let identity = new(&account_of_dora);
    let sign_up = store.sign_up_with_account(&project, person, (&found, &identity), &begins, &changes[0]);
    ledger.enter("sign up with an account, a name of two words", Box::pin(sign_up)).await;
    ledger.enter("find an account and its user", store.find_account(p, &account_of_dora)).await;
    let found = store.find_account(p, &account_of_dora).await.unwrap();
    let begins = Begins::Session(&sessions[1].0, &sessions[1].1, &effects);
    let sign_in = store.sign_in_with_account(p, found, &identity, &begins, &changes[1]);
    ledger.enter("sign in with an account of a user who was just read", Box::pin(sign_in)).await;
    let found = store.find_account(p, &account_of_dora).await.unwrap();
    let token = oauth_token(&ledger.clock, dora, &account_of_dora);
    let begins = Begins::Token(&token);
    let sign_in = store.sign_in_with_account(p, found, &identity, &begins, &changes[2]);
    ledger.enter("… with a token instead of a session", Box::pin(sign_in)).await;
    let second = account("github", "583231", "dora@example.org");
    let known = store.find_to_sign_in(p, &email("dora@example.net")).await.unwrap().unwrap();
    let to = Linking { user: dora.clone(), cid: known.incarnation(), session: None };
    let identity = new(&second);
    let link = store.link_account(p, &to, &identity, None, &changes[3]);
    ledger.enter("link an account", Box::pin(link)).await;
    let read = store.identity_of_account(p, second.provider, &second.uid).await.unwrap().unwrap();
    ledger.enter("find the tokens of a session", store.identity_of_account(p, second.provider, &second.uid)).await;
    let tokens = SealedTokens { sealed: vec![8; 400], expires_at: None };
    ledger.enter("refresh them", store.refresh_identity(p, &read, tokens, &changes[4])).await;
}

async fn lists(ledger: &mut Ledger, dora: &UserId) {
    let (store, p) = (ledger.store(), ledger.project.id.clone());
    let all = ListIdentities { with_total: true, ..ListIdentities::default() };
    for n in 0..40 {
        let change = ledger.clock.change();
        let user = user_id(&super::generated_id(n));
        let address = format!("somebody.{n}@example.com");
        let known = store.find_to_sign_in(&p, &email(&address)).await.unwrap().unwrap();
        let to = Linking { user, cid: known.incarnation(), session: None };
        let account = account("google", &format!("1101694844743862{n:05}"), &address);
        store.link_account(&p, &to, &new(&account), None, &change).await.unwrap();
    }
    let filtered = |attribute: &str, value: &str| {
        let query = serde_json::json!({"method": "equal", "attribute": attribute, "values": [value]}).to_string();
        ListIdentities { queries: Queries::parse(&[query], Schema::Identities).unwrap(), ..all.clone() }
    };
    ledger.enter("GET account/identities (2)", store.identities_of(&p, dora, &all)).await;
    ledger.enter("GET users/identities, 25 of 42", store.list_identities(&p, &all)).await;
    let without = ListIdentities::default();
    ledger.enter("… without the total", store.list_identities(&p, &without)).await;
    let of_user = filtered("userId", dora.as_str());
    ledger.enter("GET users/identities, of a user", store.list_identities(&p, &of_user)).await;
    let of_email = filtered("providerEmail", "somebody.7@example.com");
    ledger.enter("GET users/identities, by email", store.list_identities(&p, &of_email)).await;
    let of_uid = filtered("providerUid", "583231");
    ledger.enter("GET users/identities, by the id at the provider", store.list_identities(&p, &of_uid)).await;
    let search = SearchTerm::parse("somebody.7@example.com").ok();
    let named = ListIdentities { search, ..all.clone() };
    ledger.enter("GET users/identities, search: a whole email", store.list_identities(&p, &named)).await;
    let of_provider = filtered("provider", "github");
    ledger.enter("GET users/identities, by provider: all 42 are read", store.list_identities(&p, &of_provider)).await;
}
