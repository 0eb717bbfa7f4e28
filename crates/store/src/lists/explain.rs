//! What a list reads, for operators: the steps of its plan.
//!
//! A step names kinds and numbers, and nothing of a user: no word, no name, no email.

use crate::Store;
use crate::table::capacity::{ConsumedCapacity, metered};
use roster_core::{ListUsers, Listing, Project, Result, User};
use std::cell::RefCell;

tokio::task_local! {
    static STEPS: RefCell<Vec<String>>;
}

/// Notes a step, for the debug log and for [`Store::explain_users`].
pub(crate) fn note(step: impl Fn() -> String) {
    tracing::debug!(step = %step(), "a list of users");
    // An error means that nobody asked for an explanation.
    let _ = STEPS.try_with(|steps| steps.borrow_mut().push(step()));
}

/// How a list was read, and what it cost.
#[derive(Debug)]
pub struct Explanation {
    /// The steps, in their order.
    pub steps: Vec<String>,
    /// The calls and units of all steps.
    pub cost: ConsumedCapacity,
    /// The list itself, or why it was rejected.
    pub outcome: Result<Listing<User>>,
}

impl Store {
    /// Reads a list as [`Store::list_users`] does, and returns the steps and their cost beside it. The plan depends on how
    /// many users have a word, so it is known only after the first reads.
    pub async fn explain_users(&self, project: &Project, query: &ListUsers) -> Explanation {
        let work = async {
            let outcome = self.list_users(project, query).await;
            (outcome, STEPS.with(RefCell::take))
        };
        let ((outcome, steps), cost) = metered(STEPS.scope(RefCell::default(), work)).await;
        Explanation { steps, cost, outcome }
    }
}
