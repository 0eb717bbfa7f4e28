//! Many writers request the same email, id or phone at once: one succeeds, the others get the error that it is taken.

use roster_core::{Error, NewUser, Project, User};
use roster_store::Store;
use roster_tests::clock::{TestClock, bare, email, phone, project, user_id};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::EXACT;
use roster_tests::table::Table;
use std::sync::Arc;
use tokio::task::JoinSet;

const WRITERS: usize = 64;
const ROUNDS: usize = 200;

/// The new user of a writer, by round and writer.
type Wish = fn(usize, usize) -> NewUser;

async fn race(
    store: &Store,
    project: &Project,
    clock: &Arc<TestClock>,
    wish: Wish,
    round: usize,
) -> Vec<Result<User, Error>> {
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let (store, project, clock) = (store.clone(), project.clone(), clock.clone());
        writers.spawn(async move { store.create_user(&project, wish(round, writer), &clock.change()).await });
    }
    writers.join_all().await
}

/// In every fourth round there are also random conflicts with other transactions.
async fn one_of_many_succeeds(wish: Wish) {
    let (table, clock) = (Table::create().await, Arc::new(TestClock::new(1)));
    let (caller, project) = (table.caller(), project("p"));
    for round in 0..ROUNDS {
        caller.faults.clear();
        if round % 4 == 3 {
            caller.faults.add(Rule::new(Fault::Conflict).on("TransactWriteItems").with_chance(0.05));
        }
        let results = race(&caller.store, &project, &clock, wish, round).await;
        let (made, rejected): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
        assert_eq!(made.len(), 1, "round {round}");
        for outcome in rejected {
            assert!(matches!(outcome, Err(Error::UserAlreadyExists)), "round {round}: {outcome:?}");
        }
        if round % 20 == 0 || round == ROUNDS - 1 {
            table.check(EXACT, &format!("round {round}"));
        }
    }
}

fn id_of(round: usize, writer: usize) -> String {
    format!("{round:010x}{writer:010x}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_writers_of_one_email_one_succeeds() {
    let wish: Wish =
        |round, writer| NewUser { email: Some(email(&format!("{round}@race.example"))), ..bare(&id_of(round, writer)) };
    one_of_many_succeeds(wish).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_writers_of_one_id_one_succeeds() {
    let wish: Wish = |round, writer| NewUser {
        email: Some(email(&format!("{writer}@round-{round}.example"))),
        id: user_id(&id_of(round, 0)),
        ..bare("x")
    };
    one_of_many_succeeds(wish).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_64_writers_of_one_phone_one_succeeds() {
    let wish: Wish =
        |round, writer| NewUser { phone: Some(phone(&format!("+49{round:08}"))), ..bare(&id_of(round, writer)) };
    one_of_many_succeeds(wish).await;
}
