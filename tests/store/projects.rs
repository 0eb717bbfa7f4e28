//! Projects, their API keys, and the operations of the command line.

use crate::operations::Scene;
use aws_sdk_dynamodb::types::AttributeValue;
use roster_core::{ApiKey, Error, KeyId, KeySecret, Name, OnPasswordChange, ProjectId, Scope, Slice, Timestamp};
use roster_tests::clock::{TestClock, bare, name, project, team_id};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::EXACT;
use roster_tests::snapshot::Row;
use roster_tests::table::Table;
use std::time::Duration;

fn key(project: &ProjectId, id: &str, byte: u8) -> ApiKey {
    ApiKey {
        id: KeyId::parse(id).unwrap(),
        project: project.clone(),
        name: name("Server"),
        hash: KeySecret::create([byte; 32]).hash(),
        scopes: vec![Scope::UsersRead, Scope::UsersWrite],
        expires_at: Some(Timestamp::from_secs(2_000_000_000)),
        created_at: Timestamp::from_secs(1_900_000_000),
    }
}

#[tokio::test]
async fn a_created_table_passes_the_check_of_the_schema() {
    let table = Table::create().await;
    let store = table.caller().store;
    assert!(!store.create_table().await.unwrap(), "it exists already");
    let findings = store.check_table().await.unwrap();
    assert!(findings.len() >= 5 && findings.iter().all(|finding| finding.ok), "{findings:?}");
}

#[tokio::test]
async fn a_table_of_another_version_is_rejected() {
    let table = Table::create().await;
    let caller = table.caller();
    let update = caller.sdk.update_item().table_name("roster").key("PK", AttributeValue::S("META".into()));
    let update = update.key("SK", AttributeValue::S("META".into())).update_expression("SET #s = :s");
    let update = update.expression_attribute_names("#s", "schema");
    update.expression_attribute_values(":s", AttributeValue::N("99".into())).send().await.unwrap();
    let findings = caller.store.check_table().await.unwrap();
    let wrong: Vec<_> = findings.iter().filter(|finding| !finding.ok).map(|finding| finding.found.as_str()).collect();
    assert_eq!(wrong, ["99"]);
}

#[tokio::test]
async fn a_project_gets_a_new_jwt_key_and_keeps_all_other_fields() {
    let (table, clock) = (Table::create().await, TestClock::new(63));
    let store = table.caller().store;
    let made = project("a");
    store.create_project(&made, &clock.change()).await.unwrap();
    let rekeyed = store.rekey_project(&made.id, &"ab".repeat(32), &clock.change()).await.unwrap();
    assert_eq!((rekeyed.jwt_key.as_str(), &rekeyed.slices), ("ab".repeat(32).as_str(), &made.slices));
    assert_eq!(store.get_project(&made.id).await.unwrap().jwt_key, rekeyed.jwt_key);
    let nobody = store.rekey_project(&project("c").id, "", &clock.change()).await;
    assert!(matches!(nobody, Err(Error::ProjectNotFound)), "{nobody:?}");
}

#[tokio::test]
async fn a_project_is_created_once_listed_and_changed() {
    let (table, clock) = (Table::create().await, TestClock::new(61));
    let store = table.caller().store;
    for id in ["b", "a"] {
        store.create_project(&project(id), &clock.change()).await.unwrap();
    }
    let again = store.create_project(&project("a"), &clock.change()).await;
    assert!(matches!(again, Err(Error::AlreadyExists(_))), "{again:?}");
    let listed: Vec<_> =
        store.list_projects().await.unwrap().into_iter().map(|project| project.id.to_string()).collect();
    assert_eq!(listed, ["a", "b"]);

    let (id, origins) = (project("a").id, vec!["https://example.com".to_owned()]);
    store.update_project(&id, Some(name("New")), None, &clock.change()).await.unwrap();
    store.update_project(&id, None, Some(origins.clone()), &clock.change()).await.unwrap();
    let now = store.get_project(&id).await.unwrap();
    assert_eq!((now.name, now.origins, now.jwt_key), (name("New"), origins, project("a").jwt_key));
    let nobody = store.update_project(&project("c").id, Some(Name::default()), None, &clock.change()).await;
    assert!(matches!(nobody, Err(Error::ProjectNotFound)));
}

#[tokio::test]
async fn a_setting_of_a_project_is_kept_by_other_changes() {
    let (table, clock) = (Table::create().await, TestClock::new(64));
    let (store, id) = (table.caller().store, project("p").id);
    store.create_project(&project("p"), &clock.change()).await.unwrap();
    let stored = async || store.find_access(&id, None).await.unwrap().project.on_password_change;
    assert_eq!(stored().await, OnPasswordChange::ByDialect);
    for setting in OnPasswordChange::ALL {
        let updated = store.set_on_password_change(&id, setting, &clock.change()).await.unwrap();
        assert_eq!((updated.on_password_change, stored().await), (setting, setting));
        store.update_project(&id, Some(name("New")), None, &clock.change()).await.unwrap();
        assert_eq!(stored().await, setting);
    }
    let nobody = store.set_on_password_change(&project("c").id, OnPasswordChange::default(), &clock.change()).await;
    assert!(matches!(nobody, Err(Error::ProjectNotFound)));
}

#[tokio::test]
async fn a_slice_is_added_only_after_the_last_one() {
    let (table, clock) = (Table::create().await, TestClock::new(62));
    let (store, id) = (table.caller().store, project("p").id);
    store.create_project(&project("p"), &clock.change()).await.unwrap();
    let at = |seconds| clock.now().after(Duration::from_secs(seconds));
    store.widen_project(&id, Slice { since: at(100), shards: 4 }, &clock.change()).await.unwrap();
    let earlier = store.widen_project(&id, Slice { since: at(50), shards: 8 }, &clock.change()).await;
    assert!(matches!(earlier, Err(Error::AlreadyExists(_))), "{earlier:?}");
    let shards: Vec<_> = store.get_project(&id).await.unwrap().slices.iter().map(|slice| slice.shards).collect();
    assert_eq!(shards, [1, 4]);
}

#[tokio::test]
async fn a_key_is_valid_for_its_own_project_until_it_is_revoked() {
    let (table, clock) = (Table::create().await, TestClock::new(63));
    let store = table.caller().store;
    let (p, other) = (project("p").id, project("other").id);
    for id in ["p", "other"] {
        store.create_project(&project(id), &clock.change()).await.unwrap();
    }
    let made = key(&p, "k1", 1);
    store.create_key(&made, &clock.change()).await.unwrap();
    assert_eq!(store.list_keys(&p).await.unwrap(), std::slice::from_ref(&made));
    assert_eq!(store.find_access(&p, Some(&made.hash)).await.unwrap().key, Some(made.clone()));
    assert_eq!(store.find_access(&other, Some(&made.hash)).await.unwrap().key, None, "another project's key");
    assert_eq!(store.find_access(&p, None).await.unwrap().key, None);
    let nowhere = store.find_access(&project("nowhere").id, Some(&made.hash)).await;
    assert!(matches!(nowhere, Err(Error::ProjectNotFound)));

    for twin in [key(&p, "k1", 2), key(&p, "k2", 1)] {
        let rejected = store.create_key(&twin, &clock.change()).await;
        assert!(matches!(rejected, Err(Error::AlreadyExists(_))), "{rejected:?}");
    }
    let orphan = store.create_key(&key(&project("nowhere").id, "k3", 3), &clock.change()).await;
    assert!(matches!(orphan, Err(Error::ProjectNotFound)), "{orphan:?}");

    store.revoke_key(&p, &made.id, &clock.change()).await.unwrap();
    assert_eq!(store.find_access(&p, Some(&made.hash)).await.unwrap().key, None);
    assert!(store.list_keys(&p).await.unwrap().is_empty());
    let again = store.revoke_key(&p, &made.id, &clock.change()).await;
    assert!(matches!(again, Err(Error::KeyNotFound)), "{again:?}");
    table.check(EXACT, "keys");
}

#[tokio::test]
async fn a_project_or_key_whose_answer_is_lost_is_created() {
    for tokens in [true, false] {
        let (table, clock) = (Table::create().await, TestClock::new(64));
        let caller = table.caller();
        let made = key(&project("p").id, "k1", 1);
        let change_with_lost_answer = || {
            caller.faults.clear();
            caller.faults.add(Rule::new(Fault::LostAnswer).on("TransactWriteItems").times(1));
            if !tokens {
                caller.faults.drop_tokens();
            }
            clock.change()
        };
        caller.store.create_project(&project("p"), &change_with_lost_answer()).await.unwrap();
        caller.store.create_key(&made, &change_with_lost_answer()).await.unwrap();
        caller.store.revoke_key(&made.project, &made.id, &change_with_lost_answer()).await.unwrap();
        let mut silent = |_| {};
        caller.store.delete_project(&made.project, &change_with_lost_answer(), &mut silent).await.unwrap();
    }
}

async fn set_counter(scene: &Scene, counter: &Row, n: &str) {
    let update = scene.observer.sdk.update_item().table_name("roster").update_expression("SET #n = :n");
    let update = update.key("PK", AttributeValue::S(counter.pk().into()));
    let update = update.key("SK", AttributeValue::S(counter.sk().into())).expression_attribute_names("#n", "n");
    update.expression_attribute_values(":n", AttributeValue::N(n.into())).send().await.unwrap();
}

/// A counter can be below zero: if a creation was killed before it was counted, and the user was deleted later.
#[tokio::test]
async fn a_recount_corrects_every_counter() {
    let scene = Scene::set().await;
    let store = &scene.observer.store;
    let counter = scene.table.rows().into_iter().find(|row| row.pk().starts_with("C#")).unwrap();
    for n in ["17", "0", "-1"] {
        set_counter(&scene, &counter, n).await;
        assert_eq!(store.recount_project(&scene.project.id).await.unwrap(), 3, "from {n}");
        scene.table.check(EXACT, n);
    }
    store.create_user(&scene.project, bare("one-more"), &scene.clock.change()).await.unwrap();
    assert_eq!(store.recount_project(&scene.project.id).await.unwrap(), 4);
}

#[tokio::test]
async fn a_reindex_restores_lost_postings() {
    let scene = Scene::set().await;
    for row in scene.table.rows().iter().filter(|row| row.pk().starts_with("W#")) {
        let delete = scene.observer.sdk.delete_item().table_name("roster");
        let delete = delete.key("PK", AttributeValue::S(row.pk().into())).key("SK", AttributeValue::S(row.sk().into()));
        delete.send().await.unwrap();
    }
    let (mut heard, store) = (Vec::new(), &scene.observer.store);
    let done =
        store.reindex_project(&scene.project.id, &scene.clock.change(), &mut |done| heard.push(done)).await.unwrap();
    assert_eq!((done, heard), (2, vec![2]));
    scene.table.check(EXACT, "after the reindex");
}

/// A function with the project in its cache can still write for some time.
#[tokio::test]
async fn a_user_created_after_the_project_was_closed_is_deleted_with_it() {
    let scene = Scene::set().await;
    let (store, p) = (&scene.observer.store, &scene.project.id);
    let closed = store.close_project(p, &scene.clock.change()).await.unwrap();
    assert!(closed.deleting && matches!(store.find_access(p, None).await, Err(Error::ProjectNotFound)));
    store.create_user(&scene.project, bare("late"), &scene.clock.change()).await.unwrap();
    assert_eq!(store.delete_project(p, &scene.clock.change(), &mut |_| {}).await.unwrap(), 3);
    assert!(!scene.table.rows().iter().any(|row| row.text("uid") == "late"));
    let is_closing = |row: &Row| row.names().any(|name| row.text(name) == "projects.delete");
    assert_eq!(scene.table.rows().iter().filter(|row| is_closing(row)).count(), 1);
}

#[tokio::test]
async fn a_deleted_project_leaves_only_its_audit_and_items_that_expire() {
    let (scene, bystander) = (Scene::set().await, project("other"));
    let store = &scene.observer.store;
    store.create_project(&bystander, &scene.clock.change()).await.unwrap();
    store.create_user(&bystander, bare("stays"), &scene.clock.change()).await.unwrap();
    store.create_key(&key(&scene.project.id, "k1", 1), &scene.clock.change()).await.unwrap();
    // One job is unfinished, and another team exists.
    store.delete_team(&scene.project.id, &team_id("band"), &scene.clock.change()).await.unwrap();
    let mut silent = |_| {};
    assert_eq!(store.delete_project(&scene.project.id, &scene.clock.change(), &mut silent).await.unwrap(), 2);
    let gone = store.find_access(&scene.project.id, None).await;
    assert!(matches!(gone, Err(Error::ProjectNotFound)));
    let left: Vec<_> = scene.table.rows().into_iter().filter(|row| !row.pk().contains("other")).collect();
    let may_stay = |row: &Row| row.pk() == "META" || row.pk().starts_with("A#") || row.pk().starts_with("R#");
    assert!(left.iter().all(may_stay), "{left:?}");
    assert!(left.iter().all(|row| row.pk() == "META" || row.has("exp")), "{left:?}");
    scene.table.check(EXACT, "the other project");
    assert!(store.get_user(&bystander.id, &bare("stays").id).await.is_ok());
}
