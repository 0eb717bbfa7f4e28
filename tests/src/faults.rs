//! Faults between the SDK and the table, and the rules that cause them.

use crate::paging::Paging;
use crate::random::Random;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// A fault of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Another transaction uses one of the items; no item is written.
    Conflict,
    /// A transaction is cancelled with this reason for its first write (`ThrottlingError`, ...). No item is written.
    Cancelled(&'static str),
    /// The call is rejected with this code and status 400 (`ThrottlingException`, ...).
    Refused(&'static str),
    /// The service fails with status 500; no item is written.
    ServerError,
    /// Half of a batch is done, and the rest is returned as not processed. Other calls are done.
    HalfDone,
    /// The connection breaks before the call is done.
    Reset,
    /// The call is done, and its response is lost with the connection.
    LostAnswer,
    /// The call is done, and its response does not come in time.
    LateAnswer,
    /// The call takes this much longer.
    Delay(Duration),
    /// The call waits until [`Faults::while_held`] releases it.
    Hold,
    /// The caller is killed just before the call is sent.
    KillBefore,
    /// The caller is killed just after the call was done.
    KillAfter,
}

/// A fault and its conditions. All conditions must be true; a rule without conditions applies to every call.
#[derive(Debug, Clone)]
pub struct Rule {
    fault: Fault,
    call: Option<usize>,
    operation: Option<&'static str>,
    chance: Option<f64>,
    times: usize,
}

impl Rule {
    /// This fault, for every call.
    #[must_use]
    pub const fn new(fault: Fault) -> Self {
        Self { fault, call: None, operation: None, chance: None, times: usize::MAX }
    }

    /// Only for this call, counted from 1 since the rules were last cleared.
    #[must_use]
    pub const fn at_call(self, call: usize) -> Self {
        Self { call: Some(call), ..self }
    }

    /// Only for calls of this operation (`TransactWriteItems`, ...).
    #[must_use]
    pub const fn on(self, operation: &'static str) -> Self {
        Self { operation: Some(operation), ..self }
    }

    /// Only with this probability, from 0.0 to 1.0, by the seed of the plan.
    #[must_use]
    pub const fn with_chance(self, share: f64) -> Self {
        Self { chance: Some(share), ..self }
    }

    /// Only for this number of calls.
    #[must_use]
    pub const fn times(self, times: usize) -> Self {
        Self { times, ..self }
    }

    fn applies(&mut self, call: usize, operation: &str, random: &mut Random) -> bool {
        let applies = self.times > 0
            && self.call.is_none_or(|at| at == call)
            && self.operation.is_none_or(|on| on == operation)
            && self.chance.is_none_or(|share| random.chance(share));
        self.times -= usize::from(applies);
        applies
    }
}

/// The plan of one client: its rules, in order, and whether the client is dead. Clones share it.
#[derive(Debug, Clone)]
pub struct Faults {
    plan: Arc<Mutex<Plan>>,
    dead: watch::Sender<bool>,
    hold: watch::Sender<Hold>,
}

/// The state of a call with [`Fault::Hold`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hold {
    /// No call has arrived.
    Awaited,
    /// A call waits.
    Held,
    /// It continues, and so does every later one.
    Released,
}

/// The maximum time until a call is held.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

#[derive(Debug)]
struct Plan {
    rules: Vec<Rule>,
    random: Random,
    calls: usize,
    tokens: bool,
    paging: Paging,
}

impl Default for Faults {
    fn default() -> Self {
        let plan = Plan { rules: Vec::new(), random: Random::new(0), calls: 0, tokens: true, paging: Paging::AsServed };
        Self {
            plan: Arc::new(Mutex::new(plan)),
            dead: watch::Sender::new(false),
            hold: watch::Sender::new(Hold::Awaited),
        }
    }
}

impl Faults {
    /// Adds a rule. Of several rules that apply, the first is used.
    pub fn add(&self, rule: Rule) {
        self.plan().rules.push(rule);
    }

    /// Removes all rules, marks the client as alive and counts calls from 1 again.
    pub fn clear(&self) {
        let mut plan = self.plan();
        plan.rules.clear();
        plan.calls = 0;
        plan.tokens = true;
        plan.paging = Paging::AsServed;
        self.dead.send_replace(false);
        self.hold.send_replace(Hold::Awaited);
    }

    /// Sets the seed of [`Rule::with_chance`].
    pub fn seed(&self, seed: u64) {
        self.plan().random = Random::new(seed);
    }

    /// Removes the `ClientRequestToken` from every transaction: DynamoDB does not recognise a repeated one, as after the ten
    /// minutes of a token, and it conflicts with its own writes.
    pub fn drop_tokens(&self) {
        self.plan().tokens = false;
    }

    /// Divides the items of every query into pages in this manner.
    pub fn set_paging(&self, paging: Paging) {
        self.plan().paging = paging;
    }

    /// The number of calls since the rules were last cleared.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.plan().calls
    }

    /// Whether the client is dead.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        *self.dead.borrow()
    }

    /// Waits until the client is dead.
    pub async fn died(&self) {
        // Cannot fail: this handle holds the sender.
        let _ = self.dead.subscribe().wait_for(|dead| *dead).await;
    }

    /// Runs `work` until it ends or its client is dead; returns `None` for a dead client.
    pub async fn run<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.died() => None,
            done = work => Some(done),
        }
    }

    /// Waits until a call is held by [`Fault::Hold`], runs `work`, and releases the call: `work` is done before that call and after
    /// the earlier calls of the caller, on a machine of any speed.
    ///
    /// # Panics
    /// When no call is held within a minute.
    pub async fn while_held<T>(&self, work: impl Future<Output = T>) -> T {
        let mut hold = self.hold.subscribe();
        // The only possible error is the timeout: this handle has the sender.
        let is_held = tokio::time::timeout(LONGEST_WAIT, hold.wait_for(|hold| *hold == Hold::Held)).await.is_ok();
        assert!(is_held, "no call was held");
        let done = work.await;
        self.hold.send_replace(Hold::Released);
        done
    }

    /// Holds a call until it is released.
    pub async fn hold(&self) {
        self.hold.send_if_modified(|hold| {
            let is_first = *hold == Hold::Awaited;
            if is_first {
                *hold = Hold::Held;
            }
            is_first
        });
        let _ = self.hold.subscribe().wait_for(|hold| *hold == Hold::Released).await;
    }

    pub(crate) fn die(&self) {
        self.dead.send_replace(true);
    }

    pub(crate) fn paging(&self) -> Paging {
        self.plan().paging
    }

    pub(crate) fn keeps_tokens(&self) -> bool {
        self.plan().tokens
    }

    /// The fault of the next call.
    #[must_use]
    pub fn next(&self, operation: &str) -> Option<Fault> {
        let mut plan = self.plan();
        plan.calls += 1;
        let Plan { rules, random, calls, .. } = &mut *plan;
        rules.iter_mut().find_map(|rule| rule.applies(*calls, operation, random).then_some(rule.fault))
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
