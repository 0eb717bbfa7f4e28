//! Imports that are killed, and imports whose responses are lost.

use super::*;

#[tokio::test]
async fn an_import_killed_at_any_call_is_finished_by_the_next_run() {
    for fault in [Fault::KillBefore, Fault::KillAfter] {
        killed_at_any_call(fault, &three_users()).await;
        killed_at_any_call(fault, &plain_users(MANY)).await;
    }
}

async fn killed_at_any_call(fault: Fault, users: &[ImportUser]) {
    for call in 1.. {
        let scene = Scene::set().await;
        let killed = scene.table.caller();
        killed.faults.add(Rule::new(fault).at_call(call));
        let change = scene.clock.change();
        let died = killed.faults.run(killed.store.import_users(&scene.project, users, &change)).await.is_none();
        killed.settle().await;
        let when = format!("{fault:?} at call {call}");
        scene.table.check(Slack(users.len() as u64), &when);
        let outcomes = scene.import(users).await;
        assert!(
            outcomes.iter().all(|outcome| matches!(outcome, ImportOutcome::New | ImportOutcome::Known)),
            "{when}: {outcomes:?}"
        );
        if outcomes.contains(&ImportOutcome::Known) {
            scene.store.recount_project(&scene.project.id).await.unwrap();
        }
        scene.table.check(EXACT, &format!("{when}, run again"));
        assert_eq!(scene.listed().await.len(), users.len().min(25), "{when}");
        if !died {
            assert!(call > 3, "a read, a transaction, a count");
            break;
        }
    }
}

#[tokio::test]
async fn after_a_lost_response_no_user_is_counted_twice() {
    for (times, users) in
        [1, 3, 4, 9].into_iter().flat_map(|times| [(times, three_users()), (times, plain_users(MANY))])
    {
        let scene = Scene::set().await;
        let caller = scene.table.caller();
        caller.faults.add(Rule::new(Fault::LostAnswer).on("TransactWriteItems").times(times));
        let batch = caller.store.import_users(&scene.project, &users, &scene.clock.change()).await.unwrap();
        assert!(
            batch.counted && batch.outcomes.iter().all(|outcome| matches!(outcome, Ok(ImportOutcome::New))),
            "{times}: {batch:?}"
        );
        scene.table.check(EXACT, "answers lost");
    }
}

/// Without tokens, DynamoDB does not recognise a transaction that is sent again: only the items can show that it was written.
#[tokio::test]
async fn after_a_lost_response_the_items_show_which_users_were_written() {
    let (scene, users) = (Scene::set().await, plain_users(MANY));
    let caller = scene.table.caller();
    caller.faults.drop_tokens();
    caller.faults.add(Rule::new(Fault::LostAnswer).on("TransactWriteItems").times(4));
    let batch = caller.store.import_users(&scene.project, &users, &scene.clock.change()).await.unwrap();
    assert!(batch.outcomes.iter().all(|outcome| matches!(outcome, Ok(ImportOutcome::New))), "{batch:?}");
    scene.table.check(EXACT, "answers lost");
}
