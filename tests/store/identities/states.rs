//! What is remembered of a sign-in with a provider, and the settings of providers.

use super::Scene;
use roster_core::{
    Error, Linking, OAuthForm, OAuthState, Provider, ProviderConfig, SecretHash, SessionId, Timestamp, Ulid,
};
use roster_tests::clock::user_id;
use roster_tests::invariants::EXACT;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

fn state(scene: &Scene) -> OAuthState {
    OAuthState {
        provider: Provider::parse("google").unwrap(),
        success: Some("https://example.com/in".into()),
        failure: None,
        form: OAuthForm::Token,
        browser: Some(SecretHash::of("cookie")),
        linking: Some(Linking {
            user: user_id("ann"),
            cid: Ulid::from_parts(7, 9),
            session: Some(SessionId::parse("s-1").unwrap()),
        }),
        scopes: vec!["email".into(), "https://example.com/scope".into()],
        expires_at: Timestamp::from_secs(scene.clock.now().as_secs() + 600),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_eight_takers_of_a_state_one_gets_it() {
    let scene = Scene::build().await;
    for round in 0..10 {
        let (hash, begun) = (SecretHash::of(&format!("state {round}")), state(&scene));
        scene.store.begin_oauth(&scene.project.id, &hash, &begun).await.unwrap();
        let mut tasks = JoinSet::new();
        for _ in 0..8 {
            let (scene, hash) = (Arc::clone(&scene), hash.clone());
            let now = scene.clock.now();
            tasks.spawn(async move { scene.store.take_oauth_state(&scene.project.id, &hash, now).await.unwrap() });
        }
        let taken: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
        assert_eq!(taken, [begun]);
    }
    scene.table.check(EXACT, "every state is taken");
    assert!(scene.table.rows().iter().all(|row| !row.pk().starts_with("H#")));
}

#[tokio::test]
async fn a_state_is_taken_until_its_last_second_and_by_its_secret_and_project_only() {
    let scene = Scene::build().await;
    let (store, p, clock) = (&scene.store, &scene.project.id, &scene.clock);
    let plain = OAuthState {
        success: None,
        failure: Some("http://localhost/x".into()),
        form: OAuthForm::Cookie,
        browser: None,
        linking: None,
        scopes: Vec::new(),
        ..state(&scene)
    };
    for (late, is_there) in [(0, true), (1, false)] {
        let hash = SecretHash::of("state");
        let begun = OAuthState { expires_at: Timestamp::from_secs(clock.now().as_secs() + 600), ..plain.clone() };
        store.begin_oauth(p, &hash, &begun).await.unwrap();
        let other = roster_core::ProjectId::parse("other").unwrap();
        assert_eq!(store.take_oauth_state(&other, &hash, clock.now()).await.unwrap(), None);
        assert_eq!(store.take_oauth_state(p, &SecretHash::of("stat"), clock.now()).await.unwrap(), None);
        clock.pass(Duration::from_secs(600 + late));
        let taken = store.take_oauth_state(p, &hash, clock.now()).await.unwrap();
        assert_eq!(taken, is_there.then_some(begun), "{late}");
    }
}

#[tokio::test]
async fn a_provider_is_set_replaced_listed_and_removed() {
    let scene = Scene::build().await;
    let (store, p, clock) = (&scene.store, &scene.project.id, &scene.clock);
    let config = |name: &str, id: &str| ProviderConfig {
        provider: Provider::parse(name).unwrap(),
        client_id: id.into(),
        enabled: name != "apple",
        options: BTreeMap::from([("tenant".to_owned(), "a \"b\"".to_owned())]),
        updated_at: clock.now(),
    };
    let google = Provider::parse("google").unwrap();
    assert_eq!(store.provider(p, google).await.unwrap(), None);
    for (name, id) in [("google", "first"), ("apple", "a"), ("google", "second")] {
        store.set_provider(p, &config(name, id), &clock.change()).await.unwrap();
    }
    let read = store.provider(p, google).await.unwrap().unwrap();
    assert_eq!(ProviderConfig { updated_at: clock.now(), ..read.clone() }, config("google", "second"));
    let all = store.providers(p).await.unwrap();
    let names: Vec<_> = all.iter().map(|config| (config.provider.as_str(), config.enabled)).collect();
    assert_eq!(names, [("apple", false), ("google", true)]);
    store.remove_provider(p, google, &clock.change()).await.unwrap();
    let again = store.remove_provider(p, google, &clock.change()).await;
    assert!(matches!(again, Err(Error::ProviderNotFound)), "{again:?}");
    let other = roster_core::ProjectId::parse("other").unwrap();
    let unknown = store.set_provider(&other, &config("google", "x"), &clock.change()).await;
    assert!(matches!(unknown, Err(Error::ProjectNotFound)), "{unknown:?}");
    scene.table.check(EXACT, "providers");
    store.delete_project(p, &clock.change(), &mut |_| {}).await.unwrap();
    assert!(scene.table.rows().iter().all(|row| !row.sk().starts_with("PV#")), "they go with the project");
}
