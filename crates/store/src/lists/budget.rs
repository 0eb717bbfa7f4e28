//! How many read units one list may cost.

use crate::table::item::Item;
use aws_sdk_dynamodb::types::AttributeValue;
use std::sync::atomic::{AtomicU64, Ordering};

/// The most read units of a list whose size is not known before it is read: the index of some 130,000 users.
pub(crate) const BUDGET: f64 = 5_000.0;
/// Read units are counted in thousandths.
const PARTS: f64 = 1_000.0;
/// The bytes of one read unit, strongly consistent.
const UNIT: usize = 4_096;

/// The read units that a list has cost so far, by our count: DynamoDB reports them only on request.
#[derive(Debug, Default)]
pub(crate) struct Budget(AtomicU64);

impl Budget {
    /// Adds the units of some reads.
    pub(crate) fn charge(&self, units: f64) {
        self.0.fetch_add((units * PARTS) as u64, Ordering::Relaxed);
    }

    /// Adds the units of one page of a query; a read that may lag costs half.
    pub(crate) fn charge_page(&self, items: &[Item], may_lag: bool) {
        let units = items.iter().map(bytes_of).sum::<usize>().div_ceil(UNIT).max(1) as f64;
        self.charge(if may_lag { units / 2.0 } else { units });
    }

    /// The units so far.
    pub(crate) fn spent(&self) -> f64 {
        self.0.load(Ordering::Relaxed) as f64 / PARTS
    }

    /// Whether nothing more may be read.
    pub(crate) fn is_spent(&self) -> bool {
        self.spent() >= BUDGET
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
