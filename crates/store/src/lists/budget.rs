//! How many read units one list may cost.

use crate::lists::walk::FEWEST_READ;
use crate::table::item::Item;
use aws_sdk_dynamodb::types::AttributeValue;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// The most read units of postings and of the list that one request may read: the list of some 65,000 users
/// (docs/reference/limits.md).
pub(crate) const BUDGET: f64 = 2_500.0;
/// The most users that are read by their keys to be compared, 1 unit each, and the most that are sorted in memory.
pub(crate) const MOST_COMPARED: usize = 5_000;
/// Read units are counted in thousandths.
const PARTS: f64 = 1_000.0;
/// The bytes of one read unit, strongly consistent.
const UNIT: usize = 4_096;

/// The read units that a list has cost so far, by our count: DynamoDB reports them only on request.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    units: AtomicU64,
    compared: AtomicUsize,
}

impl Budget {
    /// Adds the units of some reads.
    pub(crate) fn charge(&self, units: f64) {
        self.units.fetch_add((units * PARTS) as u64, Ordering::Relaxed);
    }

    /// Adds users that are read by their keys.
    pub(crate) fn charge_users(&self, users: usize) {
        self.compared.fetch_add(users, Ordering::Relaxed);
    }

    /// Adds the units of one page of a query; a read that may lag costs half.
    pub(crate) fn charge_page(&self, items: &[Item], may_lag: bool) {
        let units = items.iter().map(bytes_of).sum::<usize>().div_ceil(UNIT).max(1) as f64;
        self.charge(if may_lag { units / 2.0 } else { units });
    }

    /// The units so far, without users that were read by their keys.
    pub(crate) fn spent(&self) -> f64 {
        self.units.load(Ordering::Relaxed) as f64 / PARTS
    }

    /// Whether nothing more may be read.
    pub(crate) fn is_spent(&self) -> bool {
        // The longest page may have a few users who were deleted meanwhile, whose places are taken by others.
        self.spent() >= BUDGET || self.compared.load(Ordering::Relaxed) >= MOST_COMPARED + FEWEST_READ
    }
}

/// The bytes of an item, about as DynamoDB counts them.
fn bytes_of(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + bytes_of_value(value)).sum()
}

fn bytes_of_value(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => text.len(),
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::L(values) => 3 + values.iter().map(|value| 1 + bytes_of_value(value)).sum::<usize>(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::BUDGET;

    #[test]
    fn the_budget_is_the_one_that_is_documented() {
        let units = (BUDGET as usize).to_string();
        let (thousands, rest) = units.split_at(units.len() - 3);
        let documented = format!("{thousands},{rest} RRU");
        for page in [include_str!("../../../../docs/reference/limits.md"), include_str!("../../../../README.md")] {
            assert!(page.contains(&documented), "{documented}");
        }
    }
}
