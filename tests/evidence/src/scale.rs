//! What every endpoint costs among few users and among many, and which may cost more.
//!
//! Towns of different sizes are asked the same things in the same order, about people who are the same everywhere; the crowd
//! around them is what differs. So whatever costs something else costs it because of the crowd.

mod account;
mod growth;
mod ledger;
mod lists;
mod teams;
pub mod town;
mod users;

pub use growth::{Allowance, Verdict, allowances, compare};
pub use ledger::{Cost, Ledger};

use roster_tests::openapi::{Dialect, Document};
use std::collections::BTreeSet;
use town::Town;

/// What everything costs in a town: every route of the product, and the lists in all their forms.
///
/// # Panics
/// When an answer is not the one that was to be measured.
pub async fn costs_in(town: &Town) -> Vec<Cost> {
    let mut ledger = Ledger::of(town);
    users::enter(&mut ledger).await;
    lists::enter(&mut ledger).await;
    users::enter_parts(&mut ledger).await;
    account::enter(&mut ledger).await;
    teams::enter(&mut ledger).await;
    users::enter_ends(&mut ledger).await;
    ledger.into_costs()
}

/// Every path and method of the product, as `openapi.yaml` has them: tests hold that document against the routers.
#[must_use]
pub fn routes() -> BTreeSet<String> {
    let documents = [Dialect::Of0_15, Dialect::Of1].map(Document::of);
    documents.iter().flat_map(|it| it.operations().keys()).map(|(path, method)| format!("{method} {path}")).collect()
}

/// Routes of which nothing was measured.
#[must_use]
pub fn unmeasured(costs: &[Cost]) -> Vec<String> {
    let measured: BTreeSet<&str> = costs.iter().map(|cost| cost.route).collect();
    routes().into_iter().filter(|route| !measured.contains(route.as_str())).collect()
}
