//! What goes wrong between the SDK and the table, and when.

use crate::random::Random;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Something that goes wrong with one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Another transaction is at work on one of the items; nothing is written.
    Conflict,
    /// A transaction is cancelled for this reason, given for its first write (`ThrottlingError`, ...). Nothing is written.
    Cancelled(&'static str),
    /// The call is refused with this code and status 400 (`ThrottlingException`, ...).
    Refused(&'static str),
    /// The service fails with status 500; nothing is written.
    ServerError,
    /// A batch is done by half, and the rest is named as left undone. Other calls are done.
    HalfDone,
    /// The connection breaks before the call is done.
    Reset,
    /// The call is done and its answer is lost with the connection.
    LostAnswer,
    /// The call is done and its answer does not come in time.
    LateAnswer,
    /// The call takes this much longer.
    Delay(Duration),
    /// The call waits for [`Faults::while_held`], which lets it go on.
    Hold,
    /// The caller dies just before the call is sent.
    KillBefore,
    /// The caller dies just after the call was done.
    KillAfter,
}

/// When a fault strikes. All that is said must hold; a rule that says nothing strikes at every call.
#[derive(Debug, Clone)]
pub struct Rule {
    fault: Fault,
    call: Option<usize>,
    operation: Option<&'static str>,
    chance: Option<f64>,
    times: usize,
}

impl Rule {
    /// This fault, at every call.
    #[must_use]
    pub const fn new(fault: Fault) -> Self {
        Self { fault, call: None, operation: None, chance: None, times: usize::MAX }
    }

    /// Only at this call, counted from 1 since the rules were last cleared.
    #[must_use]
    pub const fn at_call(self, call: usize) -> Self {
        Self { call: Some(call), ..self }
    }

    /// Only at calls of this operation (`TransactWriteItems`, ...).
    #[must_use]
    pub const fn on(self, operation: &'static str) -> Self {
        Self { operation: Some(operation), ..self }
    }

    /// Only this often, from 0.0 to 1.0, as the seed of the plan decides.
    #[must_use]
    pub const fn with_chance(self, share: f64) -> Self {
        Self { chance: Some(share), ..self }
    }

    /// Only the first so many times.
    #[must_use]
    pub const fn times(self, times: usize) -> Self {
        Self { times, ..self }
    }

    fn strikes(&mut self, call: usize, operation: &str, random: &mut Random) -> bool {
        let strikes = self.times > 0
            && self.call.is_none_or(|at| at == call)
            && self.operation.is_none_or(|on| on == operation)
            && self.chance.is_none_or(|share| random.chance(share));
        self.times -= usize::from(strikes);
        strikes
    }
}

/// The plan of one client: its rules, in order, and whether the client is dead. Copies share it.
#[derive(Debug, Clone)]
pub struct Faults {
    plan: Arc<Mutex<Plan>>,
    dead: watch::Sender<bool>,
    hold: watch::Sender<Hold>,
}

/// How far a call has come that [`Fault::Hold`] struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hold {
    /// No call has arrived.
    Awaited,
    /// A call waits.
    Held,
    /// It goes on, and so does every later one.
    Released,
}

/// A call that is to be held and has not come by then will not come.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

#[derive(Debug)]
struct Plan {
    rules: Vec<Rule>,
    random: Random,
    calls: usize,
    tokens: bool,
}

impl Default for Faults {
    fn default() -> Self {
        let plan = Plan { rules: Vec::new(), random: Random::new(0), calls: 0, tokens: true };
        Self {
            plan: Arc::new(Mutex::new(plan)),
            dead: watch::Sender::new(false),
            hold: watch::Sender::new(Hold::Awaited),
        }
    }
}

impl Faults {
    /// Adds a rule. Of several that strike, the first one counts.
    pub fn add(&self, rule: Rule) {
        self.plan().rules.push(rule);
    }

    /// Drops all rules, brings the client back to life and counts calls from 1 again.
    pub fn clear(&self) {
        let mut plan = self.plan();
        plan.rules.clear();
        plan.calls = 0;
        plan.tokens = true;
        self.dead.send_replace(false);
        self.hold.send_replace(Hold::Awaited);
    }

    /// Decides what [`Rule::with_chance`] means from here on.
    pub fn seed(&self, seed: u64) {
        self.plan().random = Random::new(seed);
    }

    /// Takes the `ClientRequestToken` out of every transaction: a repeated one is not known again by DynamoDB, as when
    /// the ten minutes of a token are over, and meets what it wrote itself.
    pub fn drop_tokens(&self) {
        self.plan().tokens = false;
    }

    /// How many calls were made since the rules were last cleared.
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

    /// Runs `work` until it ends or its client dies; nothing comes back from a dead one.
    pub async fn run<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.died() => None,
            done = work => Some(done),
        }
    }

    /// Waits until a call is held by [`Fault::Hold`], runs `work`, and lets the call go on: what `work` does is done between
    /// whatever the caller did before that call and the call itself, however slow the machine is.
    ///
    /// # Panics
    /// When no call is held within a minute.
    pub async fn while_held<T>(&self, work: impl Future<Output = T>) -> T {
        let mut hold = self.hold.subscribe();
        // Only the time can run out: this handle has the sender.
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

    pub(crate) fn keeps_tokens(&self) -> bool {
        self.plan().tokens
    }

    /// What happens to the next call.
    #[must_use]
    pub fn next(&self, operation: &str) -> Option<Fault> {
        let mut plan = self.plan();
        plan.calls += 1;
        let Plan { rules, random, calls, .. } = &mut *plan;
        rules.iter_mut().find_map(|rule| rule.strikes(*calls, operation, random).then_some(rule.fault))
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
