//! What every endpoint costs with few users and with many, and which endpoints may cost more with many.
//!
//! The same requests are sent, in the same order and about the same users, to data sets that differ only in the number of
//! other users. So a difference in cost has no other cause.

mod account;
mod cost_table;
mod factors;
pub mod fixture;
mod growth;
mod lists;
mod locale;
mod messages;
mod oauth2;
mod teams;
mod truths;
mod users;

pub use cost_table::{Cost, CostTable};
pub use growth::{Allowance, Verdict, allowances, compare};

use fixture::Fixture;
use roster_core::{Attribute, ListIndexes};
use roster_tests::openapi::{Dialect, Document};
use std::collections::BTreeSet;
use std::path::Path;

/// What every route of the product costs in a data set; lists are measured in all their forms.
///
/// # Panics
/// When a response has another status than the expected one.
pub async fn costs_in(fixture: &Fixture) -> Vec<Cost> {
    let mut costs = CostTable::of(fixture);
    users::measure(&mut costs).await;
    lists::measure(&mut costs).await;
    users::measure_parts(&mut costs).await;
    account::measure(&mut costs).await;
    messages::measure(&mut costs).await;
    oauth2::measure(&mut costs).await;
    teams::measure(&mut costs).await;
    locale::measure(&mut costs).await;
    users::measure_deletions(&mut costs).await;
    costs.into_costs()
}

/// What lists cost in a data set whose project keeps every index: those that need one.
///
/// # Panics
/// When a response has another status than the expected one.
pub async fn costs_with_indexes(users: usize, file: Option<&Path>) -> Vec<Cost> {
    let indexes = ListIndexes::parse(ListIndexes::ALL.map(Attribute::name)).expect("all indexes");
    let fixture = Fixture::with_indexes(users, file, indexes).await;
    let mut costs = CostTable::of(&fixture);
    lists::measure_kept(&mut costs).await;
    costs.into_costs()
}

/// Every path and method in `openapi.yaml`; other tests compare that document with the routers.
#[must_use]
pub fn routes() -> BTreeSet<String> {
    let documents = [Dialect::Of0_15, Dialect::Of1].map(Document::of);
    documents.iter().flat_map(|it| it.operations().keys()).map(|(path, method)| format!("{method} {path}")).collect()
}

/// The routes that were not measured.
#[must_use]
pub fn unmeasured(costs: &[Cost]) -> Vec<String> {
    let measured: BTreeSet<&str> = costs.iter().map(|cost| cost.route).collect();
    routes().into_iter().filter(|route| !measured.contains(route.as_str())).collect()
}
