//! If the table does not serve a call, the caller gets the right error in bounded time, and nothing is written.

use crate::operations::{Operation, Scene};
use roster_core::{Error, Result};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::EXACT;
use std::time::{Duration, Instant};

/// Less than the ten seconds after which Lambda stops a function.
const BOUND: Duration = Duration::from_secs(8);

/// Runs a change with this fault in every transaction.
async fn always(scene: &Scene, operation: Operation, fault: Fault) -> Result<()> {
    let caller = scene.table.caller();
    caller.faults.add(Rule::new(fault).on("TransactWriteItems"));
    let begun = Instant::now();
    let outcome = operation.run(&caller.store, scene, &scene.clock.change()).await;
    assert!(begun.elapsed() < BOUND, "{operation:?} with {fault:?} took {:?}", begun.elapsed());
    assert!(!operation.is_done(&scene.observer.store, scene).await, "{operation:?} with {fault:?}");
    scene.table.check(EXACT, &format!("{operation:?} with {fault:?}"));
    outcome
}

const CHANGES: [Operation; 4] =
    [Operation::CreateUser, Operation::UpdateEmail, Operation::DeleteUser, Operation::CreateMembership];

#[tokio::test]
async fn throttling_inside_a_cancellation_is_not_a_conflict() {
    for operation in CHANGES {
        let scene = Scene::set().await;
        for code in ["ThrottlingError", "ProvisionedThroughputExceeded"] {
            let outcome = always(&scene, operation, Fault::Cancelled(code)).await;
            assert!(matches!(outcome, Err(Error::Unavailable(_))), "{operation:?} with {code}: {outcome:?}");
        }
    }
}

#[tokio::test]
async fn endless_conflicts_are_contention() {
    for operation in CHANGES {
        let outcome = always(&Scene::set().await, operation, Fault::Conflict).await;
        assert!(matches!(outcome, Err(Error::Contention)), "{operation:?}: {outcome:?}");
    }
}

/// Only the log shows it.
#[tokio::test]
async fn an_unexpected_reason_of_a_cancellation_is_in_the_cause() {
    for operation in CHANGES {
        let outcome = always(&Scene::set().await, operation, Fault::Cancelled("ItemCollectionSizeLimitExceeded")).await;
        let Err(Error::Internal(cause)) = outcome else { panic!("{operation:?}: {outcome:?}") };
        let expected = "TransactWriteItems: cancelled by ItemCollectionSizeLimitExceeded";
        assert_eq!(cause.to_string(), expected, "{operation:?}");
    }
}

#[tokio::test]
async fn a_table_that_rejects_every_call_is_unavailable() {
    for code in ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"] {
        for operation in CHANGES {
            let outcome = always(&Scene::set().await, operation, Fault::Refused(code)).await;
            assert!(matches!(outcome, Err(Error::Unavailable(_))), "{operation:?} with {code}: {outcome:?}");
        }
    }
    let outcome = always(&Scene::set().await, Operation::UpdateName, Fault::ServerError).await;
    assert!(matches!(outcome, Err(Error::Unavailable(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_short_fault_is_waited_out() {
    let faults = [
        Fault::Conflict,
        Fault::Cancelled("ThrottlingError"),
        Fault::Refused("ThrottlingException"),
        Fault::Refused("TransactionInProgressException"),
        Fault::ServerError,
    ];
    for fault in faults {
        for operation in CHANGES {
            let (scene, when) = (Scene::set().await, format!("{operation:?} with {fault:?}"));
            let caller = scene.table.caller();
            caller.faults.add(Rule::new(fault).on("TransactWriteItems").times(2));
            let outcome = operation.run(&caller.store, &scene, &scene.clock.change()).await;
            outcome.unwrap_or_else(|error| panic!("{when}: {error:?}"));
            assert!(operation.is_done(&scene.observer.store, &scene).await, "{when}");
            scene.table.check(EXACT, &when);
        }
    }
}

#[tokio::test]
async fn a_rejected_read_is_unavailable() {
    let scene = Scene::set().await;
    let caller = scene.table.caller();
    caller.faults.add(Rule::new(Fault::Refused("ThrottlingException")));
    let outcome = caller.store.get_user(&scene.project.id, &roster_tests::clock::user_id("ann")).await;
    assert!(matches!(outcome, Err(Error::Unavailable(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_call_to_a_slow_table_succeeds() {
    let scene = Scene::set().await;
    let caller = scene.table.caller();
    caller.faults.add(Rule::new(Fault::Delay(Duration::from_millis(100))));
    Operation::UpdateEmail.run(&caller.store, &scene, &scene.clock.change()).await.unwrap();
    assert!(Operation::UpdateEmail.is_done(&scene.observer.store, &scene).await);
}
