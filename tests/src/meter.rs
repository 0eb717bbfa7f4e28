//! The cost of work: calls, round trips and capacity.

use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One call, as it was sent.
#[derive(Debug, Clone)]
pub struct Call {
    /// The operation (`GetItem`, ...).
    pub operation: String,
    /// The request, in DynamoDB's JSON.
    pub request: Value,
    /// The consumed units that DynamoDB reports.
    pub units: f64,
    /// 1 for a call that waited for no other call, 2 for a call that waited for one of generation 1, and so on.
    pub generation: usize,
}

impl Call {
    /// The index of the call; `None` for a call to the table itself.
    #[must_use]
    pub fn index(&self) -> Option<&str> {
        self.request["IndexName"].as_str()
    }

    /// Whether the call only reads.
    #[must_use]
    pub fn is_read(&self) -> bool {
        matches!(self.operation.as_str(), "GetItem" | "BatchGetItem" | "Query" | "TransactGetItems" | "Scan")
    }

    /// Whether a read is strongly consistent.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        let is_consistent = |part: &Value| part["ConsistentRead"] == Value::Bool(true);
        match self.request["RequestItems"].as_object() {
            Some(tables) => tables.values().all(is_consistent),
            None => self.operation == "TransactGetItems" || is_consistent(&self.request),
        }
    }

    /// Whether the request has a partition key with this prefix (`U#`, ...).
    #[must_use]
    pub fn touches(&self, partition: &str) -> bool {
        mentions(&self.request, partition)
    }
}

fn mentions(value: &Value, start: &str) -> bool {
    match value {
        Value::String(text) => text.starts_with(start),
        Value::Array(list) => list.iter().any(|value| mentions(value, start)),
        Value::Object(map) => map.values().any(|value| mentions(value, start)),
        _ => false,
    }
}

/// The cost of work.
#[derive(Debug, Clone, Default)]
pub struct Bill {
    /// Every call, in the order in which they were sent.
    pub calls: Vec<Call>,
}

impl Bill {
    /// The longest chain of calls in which each waited for the one before.
    #[must_use]
    pub fn round_trips(&self) -> usize {
        self.calls.iter().map(|call| call.generation).max().unwrap_or(0)
    }

    /// Read units.
    #[must_use]
    pub fn read_units(&self) -> f64 {
        self.units_of(Call::is_read)
    }

    /// Write units.
    #[must_use]
    pub fn write_units(&self) -> f64 {
        self.units_of(|call| !call.is_read())
    }

    /// Not `sum`: the sum of an empty list of floats is -0, which is printed as -0.
    fn units_of(&self, which: impl Fn(&Call) -> bool) -> f64 {
        self.calls.iter().filter(|call| which(call)).fold(0.0, |units, call| units + call.units)
    }
}

/// Measures the calls of one client during [`Meter::measure`]. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<Option<State>>>);

#[derive(Debug, Default)]
struct State {
    bill: Bill,
    /// The latest generation of which a call has ended.
    ended: usize,
}

impl Meter {
    /// Runs `work` and returns its cost. Only one measurement may run at a time.
    pub async fn measure<T>(&self, work: impl Future<Output = T>) -> (T, Bill) {
        *self.state() = Some(State::default());
        let done = work.await;
        let state = self.state().take().unwrap_or_default();
        (done, state.bill)
    }

    pub(crate) fn is_on(&self) -> bool {
        self.state().is_some()
    }

    /// Records a call that is being sent, and returns its index.
    pub(crate) fn begin(&self, operation: &str, request: Value) -> Option<usize> {
        let mut state = self.state();
        let state = state.as_mut()?;
        let generation = state.ended + 1;
        state.bill.calls.push(Call { operation: operation.to_owned(), request, units: 0.0, generation });
        Some(state.bill.calls.len() - 1)
    }

    /// Records the end of a call, with the body of its response if there was one.
    pub(crate) fn end(&self, number: usize, answer: Option<&[u8]>) {
        let mut state = self.state();
        let Some(state) = state.as_mut() else { return };
        let Some(call) = state.bill.calls.get_mut(number) else { return };
        call.units = answer.map_or(0.0, units);
        state.ended = state.ended.max(call.generation);
    }

    fn state(&self) -> MutexGuard<'_, Option<State>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The units of a response, which has one record, or one for each table.
fn units(answer: &[u8]) -> f64 {
    let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
    let of = |record: &Value| record["CapacityUnits"].as_f64().unwrap_or(0.0);
    match &answer["ConsumedCapacity"] {
        Value::Array(records) => records.iter().map(of).sum(),
        record => of(record),
    }
}
