//! Several users in one transaction, and projects without users.

use super::*;

#[tokio::test]
async fn many_users_are_written_in_few_transactions_at_the_same_units() {
    let scene = Scene::set().await;
    let (caller, users, change) = (scene.table.caller(), plain_users(MANY + 1), scene.clock.change());
    let (alone, many) = users.split_at(1);
    let (_, one) = caller.meter.measure(caller.store.import_users(&scene.project, alone, &change)).await;
    let change = scene.clock.change();
    let (batch, all) = caller.meter.measure(caller.store.import_users(&scene.project, many, &change)).await;
    assert!(batch.unwrap().outcomes.iter().all(|outcome| matches!(outcome, Ok(ImportOutcome::New))));
    let operations: Vec<_> = all.calls.iter().map(|call| call.operation.as_str()).collect();
    assert_eq!(operations, ["BatchGetItem", "TransactWriteItems", "TransactWriteItems", "UpdateItem"]);
    // The count is one unit.
    assert!((all.write_units() - 1.0 - (one.write_units() - 1.0) * MANY as f64).abs() < 0.1, "{one:?} {all:?}");
}

#[tokio::test]
async fn users_with_the_largest_preferences_share_transactions() {
    let scene = Scene::set().await;
    let mut random = 1_u32;
    let mut letter = || {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'!' + (random >> 24) as u8 % 90).to_string().replace(['"', '\\'], "x")
    };
    let mut users = plain_users(MANY);
    for imported in &mut users {
        let noise: String = (0..Prefs::MAX_BYTES - 20).map(|_| letter()).collect();
        imported.user.prefs = Prefs::parse(&format!("{{\"text\":\"{noise}\"}}")).unwrap();
    }
    assert_eq!(scene.import(&users).await, [ImportOutcome::New; MANY]);
    for imported in &users {
        assert_eq!(scene.store.get_user(&scene.project.id, &imported.user.id).await.unwrap(), imported.user);
    }
    scene.table.check(EXACT, "large preferences");
}

#[tokio::test]
async fn a_user_who_is_taken_meanwhile_keeps_no_other_out() {
    let scene = Scene::set().await;
    let holders = [bare("plain3"), full("x", "plain20@example.com", "+4917", "X")];
    for holder in holders {
        scene.store.create_user(&scene.project, holder, &scene.clock.change()).await.unwrap();
    }
    let users = plain_users(MANY);
    // Without the read, as if the users had been created after it.
    let batch = scene.store.import_into_empty(&scene.project, &users, &scene.clock.change()).await;
    for (n, outcome) in batch.outcomes.into_iter().enumerate() {
        let expected = match n {
            3 => ImportOutcome::IdTaken,
            20 => ImportOutcome::EmailTaken,
            _ => ImportOutcome::New,
        };
        assert_eq!(outcome.unwrap(), expected, "{n}");
    }
    scene.table.check(EXACT, "two taken");
    let again = scene.store.import_into_empty(&scene.project, &users, &scene.clock.change()).await;
    let known = again.outcomes.iter().filter(|outcome| matches!(outcome, Ok(ImportOutcome::Known)));
    assert_eq!(known.count(), MANY - 2);
    scene.table.check(EXACT, "run twice");
}

#[tokio::test]
async fn a_project_is_empty_until_it_has_a_user_even_one_who_was_not_counted() {
    let scene = Scene::set().await;
    let is_empty = || scene.store.is_empty(&scene.project);
    assert!(is_empty().await.unwrap());
    let killed = scene.table.caller();
    killed.faults.add(Rule::new(Fault::KillBefore).on("UpdateItem"));
    let (users, change) = (three_users(), scene.clock.change());
    assert!(killed.faults.run(killed.store.import_users(&scene.project, &users[..1], &change)).await.is_none());
    killed.settle().await;
    assert!(!is_empty().await.unwrap(), "not counted");
    scene.store.recount_project(&scene.project.id).await.unwrap();
    assert!(!is_empty().await.unwrap(), "counted");
    scene.store.delete_user(&scene.project.id, &user_id("ann"), &scene.clock.change()).await.unwrap();
    assert!(is_empty().await.unwrap(), "deleted");
}

#[tokio::test]
async fn a_failed_count_is_reported() {
    let scene = Scene::set().await;
    let caller = scene.table.caller();
    caller.faults.add(Rule::new(Fault::Refused("ThrottlingException")).on("UpdateItem"));
    let batch = caller.store.import_users(&scene.project, &three_users(), &scene.clock.change()).await.unwrap();
    assert!(!batch.counted);
    assert!(batch.outcomes.iter().all(|outcome| matches!(outcome, Ok(ImportOutcome::New))));
    scene.store.recount_project(&scene.project.id).await.unwrap();
    scene.table.check(EXACT, "recounted");
    assert_eq!(scene.store.get_user(&scene.project.id, &user_id("ann")).await.unwrap().prefs, Prefs::default());
}
