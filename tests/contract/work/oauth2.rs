//! Requests that make the functions `oauth2` and `identities` do all of their calls to the table.

use super::account::guest;
use super::{begin, get, step, walk, walk_as};
use crate::answer::Answer;
use crate::deployment::{Credential, Deployment, PROJECT, SESSION};
use roster_core::{Exact, Linking, Provider, ProviderAccount, ProviderUid, SealedTokens, identity_context};
use roster_providers::ProviderTokens;
use roster_store::NewIdentity;
use roster_tests::clock;
use roster_tests::issuer::{Issuer, Person};
use roster_tests::product::keyring;
use serde_json::json;

const SESSIONS: &str = "/v1/account/sessions";
const IDENTITIES: &str = "/v1/account/identities";

/// The calls of the function `oauth2`.
pub async fn of_oauth2(deployment: &Deployment) {
    let issuer = set_up(deployment, &["ada", "grace"]).await;
    begin(deployment, IDENTITIES).await;
    let new = Person::verified("sub-new", "new@example.com");
    let session = session_of(&sign_in(deployment, &issuer, "sessions", &new, &[]).await);
    sign_in(deployment, &issuer, "sessions", &new, &[]).await;
    sign_in(deployment, &issuer, "tokens", &new, &[]).await;
    verify_email(deployment, "ada").await;
    sign_in(deployment, &issuer, "sessions", &Person::verified("sub-ada", "ada@example.com"), &[]).await;
    let linked = format!("a_session_{PROJECT}={}", Credential::session_of("grace").1);
    sign_in(deployment, &issuer, "sessions", &Person::verified("sub-grace", "g@example.com"), &[linked]).await;
    let who = Credential("x-appwrite-session", session);
    walk_as(deployment, &who, [get(200, format!("{SESSIONS}/current")), get(404, format!("{SESSIONS}/unknown"))]).await;
    let renewed = deployment.call_v1_as(&who, "PATCH", &format!("{SESSIONS}/current"), json!({})).await;
    assert_eq!(renewed.status, 200, "{}", renewed.body);
    let own = deployment.call_v1_as(&who, "GET", IDENTITIES, json!({})).await;
    let path = format!("{IDENTITIES}/{}", own.body["identities"][0]["$id"].as_str().unwrap());
    walk_as(deployment, &who, [step(204, "DELETE", &path, json!({})), step(404, "DELETE", &path, json!({}))]).await;
    let ada = Credential::session_of("ada");
    walk_as(
        deployment,
        &ada,
        [
            get(200, format!("{SESSIONS}/another")),
            step(501, "PATCH", format!("{SESSIONS}/{SESSION}"), json!({})),
            step(204, "DELETE", format!("{SESSIONS}/another"), json!({})),
            step(404, "DELETE", format!("{SESSIONS}/another"), json!({})),
        ],
    )
    .await;
    walk_as(deployment, &guest(), [get(401, IDENTITIES)]).await;
}

/// The calls of the function `identities`.
pub async fn of_identities(deployment: &Deployment) {
    const ALL: &str = "/v1/users/identities";
    let identity = linked_by_the_store(deployment).await;
    begin(deployment, ALL).await;
    let search = |term: &str| get(200, format!("{ALL}?search={term}"));
    walk(deployment, [get(200, ALL), search("ada"), search("ada%40example.com"), search("sub-ada"), search("nobody")])
        .await;
    let delete = |status, id: &str| step(status, "DELETE", format!("{ALL}/{id}"), json!({}));
    walk(deployment, [delete(404, "unknown"), delete(204, &identity), delete(404, &identity)]).await;
}

/// Users, and a provider with which they sign in.
async fn set_up(deployment: &Deployment, users: &[&str]) -> Issuer {
    for id in users {
        deployment.add_user(id).await;
    }
    let issuer = Issuer::start(&deployment.clock).await;
    let store = deployment.other_caller().store;
    issuer.set_up(&store, &deployment.project.id, &deployment.clock.change()).await;
    issuer
}

async fn verify_email(deployment: &Deployment, id: &str) {
    let (store, change) = (deployment.other_caller().store, deployment.clock.change());
    let verified = store.update_email_verification(&deployment.project.id, &clock::user_id(id), true, &change).await;
    assert!(verified.unwrap().email_verified);
}

/// The whole way of a browser with these cookies.
async fn sign_in(deployment: &Deployment, issuer: &Issuer, form: &str, who: &Person, cookies: &[String]) -> Answer {
    let path = format!("/v1/account/{form}/oauth2/oidc?project={PROJECT}&success=http://localhost/in");
    let begun = deployment.open_link(&path, cookies).await;
    let login = begun.location.expect("the login at the provider");
    let own = begun.cookies[0].split(';').next().unwrap().to_owned();
    let code = issuer.sign_in(&login, who);
    let state = login.split("state=").nth(1).unwrap().split('&').next().unwrap();
    let back = format!("/v1/account/sessions/oauth2/callback/oidc/{PROJECT}?code={code}&state={state}");
    let step = deployment.open_link(&back, &[]).await.location.expect("the next step");
    let cookies: Vec<_> = cookies.iter().cloned().chain([own]).collect();
    let done = deployment.open_link(&step, &cookies).await;
    assert!(done.location.as_ref().is_some_and(|url| url.starts_with("http://localhost/in")), "{done:?}");
    done
}

/// The session in the cookies of an answer.
fn session_of(answer: &Answer) -> String {
    let name = format!("a_session_{PROJECT}=");
    let value = answer.cookies.iter().find_map(|cookie| cookie.strip_prefix(&name)).expect("a session");
    value.split(';').next().unwrap().to_owned()
}

/// An identity of `ada`, which the function `identities` did not make; its id.
async fn linked_by_the_store(deployment: &Deployment) -> String {
    let user = deployment.add_user("ada").await;
    let (store, project, change) = (deployment.other_caller().store, &deployment.project.id, deployment.clock.change());
    let cid = store.find_named(project, &Exact::Id(user.clone())).await.unwrap().incarnation();
    let (provider, uid) = (Provider::parse("oidc").unwrap(), ProviderUid::parse("sub-ada").unwrap());
    let tokens = ProviderTokens { access: "access".to_owned().into(), refresh: None, expires_in: None };
    let context = identity_context(project, (&user, cid), (provider, &uid));
    let sealed = keyring().seal(&context, &tokens.to_bytes()).await.unwrap();
    let email = roster_core::Email::parse("ada@example.com").ok();
    let account = ProviderAccount { provider, uid, email, email_verified: true, name: None };
    let new = NewIdentity { account: &account, tokens: SealedTokens { sealed, expires_at: None } };
    let to = Linking { user: user.clone(), cid, session: None };
    store.link_account(project, &to, &new, None, &change).await.unwrap();
    store.identities_of(project, &user, &Default::default()).await.unwrap().items.remove(0).id.to_string()
}
