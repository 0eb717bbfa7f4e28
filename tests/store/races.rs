//! Concurrent changes of the same few users, with conflicts and lost responses.

use futures_util::future::join_all;
use roster_core::{Email, Error, Limit, Offset, Phone, ProjectId, Proof, Result, User};
use roster_store::Store;
use roster_tests::clock::{TestClock, email, full, name, phone, project, user_id};
use roster_tests::faults::{Fault, Rule};
use roster_tests::invariants::EXACT;
use roster_tests::random::Random;
use roster_tests::table::Table;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

const USERS: [&str; 3] = ["ann", "bob", "cat"];
const EMAILS: [&str; 4] = ["a@example.com", "b@example.com", "c@example.org", "d@example.net"];
const PHONES: [&str; 4] = ["+4911", "+4922", "+4933", "+4944"];
const NAMES: [&str; 4] = ["Ann Lee", "Bob Lee", "Ann Ray", ""];

/// One change by one of the concurrent writers.
#[derive(Debug, Clone, Copy)]
enum Step {
    Create(&'static str, &'static str, &'static str),
    Email(&'static str, &'static str),
    Phone(&'static str, &'static str),
    Name(&'static str, &'static str),
    Delete(&'static str),
}

impl Step {
    fn user(self) -> &'static str {
        match self {
            Self::Create(user, ..)
            | Self::Email(user, _)
            | Self::Phone(user, _)
            | Self::Name(user, _)
            | Self::Delete(user) => user,
        }
    }

    fn any(random: &mut Random) -> Self {
        let user = random.pick(&USERS);
        match random.below(10) {
            0..3 => Self::Email(user, random.pick(&EMAILS)),
            3..6 => Self::Phone(user, random.pick(&PHONES)),
            6..8 => Self::Name(user, random.pick(&NAMES)),
            8 => Self::Create(user, random.pick(&EMAILS), random.pick(&PHONES)),
            _ => Self::Delete(user),
        }
    }

    /// Runs the step, and returns the answer of the store: the changed user, or an error.
    async fn run(self, store: &Store, clock: &TestClock) -> Result<Option<User>> {
        let (project, change) = (project("p"), clock.change());
        let p = &project.id;
        match self {
            Self::Create(user, address, number) => {
                store.create_user(&project, full(user, address, number, "New One"), &change).await.map(Some)
            }
            Self::Email(user, address) => {
                store.update_email(p, &user_id(user), email(address), &Proof::Key, &change).await.map(Some)
            }
            Self::Phone(user, number) => {
                store.update_phone(p, &user_id(user), phone(number), &Proof::Key, &change).await.map(Some)
            }
            Self::Name(user, text) => store.update_name(p, &user_id(user), name(text), &change).await.map(Some),
            Self::Delete(user) => store.delete_user(p, &user_id(user), &change).await.map(|()| None),
        }
    }

    /// Whether the store may give this answer to the step.
    fn may_answer(self, answer: &Result<Option<User>>) -> bool {
        match (self, answer) {
            (Self::Create(_, address, number), Ok(Some(user))) => {
                user.email == Some(email(address)) && user.phone == Some(phone(number))
            }
            (Self::Email(_, address), Ok(Some(user))) => user.email == Some(email(address)) && !user.email_verified,
            (Self::Phone(_, number), Ok(Some(user))) => user.phone == Some(phone(number)),
            (Self::Name(_, text), Ok(Some(user))) => user.name == name(text),
            (Self::Delete(_), Ok(None)) => true,
            // After three lost responses the caller gets the error that the outcome is unknown.
            (_, Err(Error::Contention | Error::Unavailable(_))) => true,
            (Self::Create(..), Err(error)) => matches!(error, Error::UserAlreadyExists),
            (Self::Email(..), Err(Error::EmailAlreadyExists)) => true,
            (Self::Phone(..), Err(Error::PhoneAlreadyExists)) => true,
            (_, Err(Error::UserNotFound)) => true,
            _ => false,
        }
    }
}

async fn all_at_once(store: &Store, clock: &Arc<TestClock>, steps: Vec<Step>) -> Vec<(Step, Result<Option<User>>)> {
    let mut tasks = JoinSet::new();
    for step in steps {
        let (store, clock) = (store.clone(), clock.clone());
        tasks.spawn(async move { (step, step.run(&store, &clock).await) });
    }
    tasks.join_all().await
}

/// The state of a user between two rounds, and the number of entries in its log.
type State = Option<(User, u64)>;

async fn state(store: &Store, clock: &TestClock, id: &str) -> State {
    let (p, user) = (project("p").id, user_id(id));
    match store.list_logs(&p, &user, Limit::default(), Offset::default(), clock.now()).await {
        Ok(page) => Some((page.user, page.total)),
        Err(Error::UserNotFound) => None,
        Err(error) => panic!("{error:?}"),
    }
}

async fn states(store: &Store, clock: &TestClock) -> Vec<State> {
    join_all(USERS.map(|id| state(store, clock, id))).await
}

/// Whether the new state of a user agrees with the answers of the round.
fn agree(id: &str, before: &State, after: &State, answers: &[(Step, Result<Option<User>>)]) -> bool {
    let own: Vec<_> = answers.iter().filter(|(step, _)| step.user() == id).collect();
    if own.iter().any(|(_, answer)| matches!(answer, Err(Error::Unavailable(_)))) {
        return true;
    }
    let done: Vec<_> = own.iter().filter(|(_, answer)| answer.is_ok()).map(|(step, _)| *step).collect();
    let came = done.iter().filter(|step| matches!(step, Step::Create(..))).count();
    let went = done.iter().filter(|step| matches!(step, Step::Delete(_))).count();
    if usize::from(before.is_some()) + came != usize::from(after.is_some()) + went {
        return false;
    }
    let (Some((was, lines)), Some((is, lines_now))) = (before, after) else { return true };
    if came + went > 0 {
        return true;
    }
    let asked = |what: fn(&Step) -> Option<&'static str>| done.iter().filter_map(what).collect::<Vec<_>>();
    let emails = asked(|step| if let Step::Email(_, to) = step { Some(to) } else { None });
    let phones = asked(|step| if let Step::Phone(_, to) = step { Some(to) } else { None });
    let names = asked(|step| if let Step::Name(_, to) = step { Some(to) } else { None });
    let one_of = |asked: &[&str], is: &str, was: &str| if asked.is_empty() { is == was } else { asked.contains(&is) };
    let text = |email: &Option<Email>| email.as_ref().unwrap().as_str().to_owned();
    let number = |phone: &Option<Phone>| phone.as_ref().unwrap().as_str().to_owned();
    one_of(&emails, &text(&is.email), &text(&was.email))
        && one_of(&phones, &number(&is.phone), &number(&was.phone))
        && one_of(&names, is.name.as_str(), was.name.as_str())
        && lines + done.len() as u64 == *lines_now
}

async fn raced(seed: u64, rounds: usize, faults: &[Rule]) {
    let (table, clock) = (Table::create().await, Arc::new(TestClock::new(seed)));
    let (caller, mut random) = (table.caller(), Random::new(seed));
    let observer = table.caller().store;
    observer.create_project(&project("p"), &clock.change()).await.unwrap();
    caller.faults.seed(seed);
    faults.iter().for_each(|rule| caller.faults.add(rule.clone()));
    for round in 0..rounds {
        let steps = (0..12).map(|_| Step::any(&mut random)).collect();
        let before = states(&observer, &clock).await;
        let answers = all_at_once(&caller.store, &clock, steps).await;
        for (step, answer) in &answers {
            assert!(step.may_answer(answer), "seed {seed}, round {round}: {step:?} was answered {answer:?}");
        }
        for ((id, before), after) in USERS.iter().zip(&before).zip(&states(&observer, &clock).await) {
            let agreed = agree(id, before, after, &answers);
            assert!(agreed, "seed {seed}, round {round}: {id} {before:?} {after:?} {answers:?}");
        }
        clock.pass(Duration::from_secs(120));
        let swept = observer.sweep(clock.now(), Duration::from_secs(60)).await.unwrap();
        assert_eq!(swept.left, 0, "seed {seed}, round {round}");
        table.check(EXACT, &format!("seed {seed}, round {round}"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn races_leave_the_table_consistent() {
    raced(1, 40, &[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn races_with_conflicts_leave_the_table_consistent() {
    raced(2, 30, &[Rule::new(Fault::Conflict).on("TransactWriteItems").with_chance(0.2)]).await;
}

/// Only responses of transactions: if the response of the counter is lost, the user is counted twice, as documented.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn races_with_lost_answers_leave_the_table_consistent() {
    let lost = Rule::new(Fault::LostAnswer).on("TransactWriteItems").with_chance(0.1);
    let late = Rule::new(Fault::LateAnswer).on("TransactWriteItems").with_chance(0.1);
    raced(3, 30, &[lost, late]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn races_with_slow_answers_leave_the_table_consistent() {
    let slow = |millis, share| Rule::new(Fault::Delay(Duration::from_millis(millis))).with_chance(share);
    raced(4, 30, &[slow(3, 0.2), slow(15, 0.2), slow(40, 0.1)]).await;
}

/// The emails of the two users, sorted.
async fn emails_of(store: &Store, project: &ProjectId) -> Vec<String> {
    let mut held = Vec::new();
    for user in ["ann", "bob"] {
        held.push(store.get_user(project, &user_id(user)).await.unwrap().email.unwrap().as_str().to_owned());
    }
    held.sort();
    held
}

/// Two users cannot swap their emails in one step: both emails are taken, so both changes are rejected, in every
/// attempt.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_swap_of_two_emails_is_rejected() {
    let (table, clock) = (Table::create().await, Arc::new(TestClock::new(5)));
    let (caller, project) = (table.caller(), project("p"));
    for (user, address, number) in [("ann", "a@example.com", "+4911"), ("bob", "b@example.com", "+4922")] {
        caller.store.create_user(&project, full(user, address, number, ""), &clock.change()).await.unwrap();
    }
    for _ in 0..20 {
        let swap = vec![Step::Email("ann", "b@example.com"), Step::Email("bob", "a@example.com")];
        for (step, answer) in all_at_once(&caller.store, &clock, swap).await {
            assert!(matches!(answer, Err(Error::EmailAlreadyExists)), "{step:?}: {answer:?}");
        }
        assert_eq!(emails_of(&caller.store, &project.id).await, ["a@example.com", "b@example.com"]);
    }
    table.check(EXACT, "after the swaps");
}

/// One user gives up the email that the other requests: the request succeeds or is rejected, and the state agrees with
/// the answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_released_email_belongs_to_the_user_whose_change_succeeded() {
    let (table, clock, project) = (Table::create().await, Arc::new(TestClock::new(6)), project("p"));
    let caller = table.caller();
    caller.faults.add(Rule::new(Fault::Conflict).on("TransactWriteItems").with_chance(0.1));
    caller.faults.add(Rule::new(Fault::Delay(Duration::from_millis(5))).with_chance(0.3));
    for (user, address, number) in [("ann", "a@example.com", "+4911"), ("bob", "b@example.com", "+4922")] {
        caller.store.create_user(&project, full(user, address, number, ""), &clock.change()).await.unwrap();
    }
    let mut handed_over = 0;
    for round in 0..40 {
        let free: &'static str = if round % 2 == 0 { "c@example.org" } else { "a@example.com" };
        let held: &'static str = if round % 2 == 0 { "a@example.com" } else { "c@example.org" };
        let wants = vec![Step::Email("ann", free), Step::Email("bob", held), Step::Phone("ann", "+4933")];
        let answers = all_at_once(&caller.store, &clock, wants).await;
        assert!(answers.iter().all(|(step, answer)| step.may_answer(answer)), "round {round}: {answers:?}");
        let got = answers.iter().any(|(step, answer)| matches!(step, Step::Email("bob", _)) && answer.is_ok());
        let bob = caller.store.get_user(&project.id, &user_id("bob")).await.unwrap();
        assert_eq!(got, bob.email == Some(email(held)), "round {round}");
        handed_over += usize::from(got);
        table.check(EXACT, &format!("round {round}"));
        caller
            .store
            .update_email(&project.id, &user_id("bob"), email("b@example.com"), &Proof::Key, &clock.change())
            .await
            .unwrap();
    }
    assert!(handed_over < 40, "some requests must come before the release");
}
