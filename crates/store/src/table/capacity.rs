//! What work costs at the table: calls, and the capacity units that DynamoDB reports.
//!
//! An interceptor of the client requests the units and adds them up for the current task. So no method of the store has
//! to pass them on.

use aws_sdk_dynamodb::config::interceptors::{
    AfterDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextMut,
    BeforeTransmitInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::operation::batch_get_item::{BatchGetItemInput, BatchGetItemOutput};
use aws_sdk_dynamodb::operation::batch_write_item::{BatchWriteItemInput, BatchWriteItemOutput};
use aws_sdk_dynamodb::operation::get_item::{GetItemInput, GetItemOutput};
use aws_sdk_dynamodb::operation::put_item::{PutItemInput, PutItemOutput};
use aws_sdk_dynamodb::operation::query::{QueryInput, QueryOutput};
use aws_sdk_dynamodb::operation::transact_write_items::{TransactWriteItemsInput, TransactWriteItemsOutput};
use aws_sdk_dynamodb::operation::update_item::{UpdateItemInput, UpdateItemOutput};
use aws_sdk_dynamodb::types::{self, ReturnConsumedCapacity};
use std::cell::Cell;

/// The calls and units that some work consumed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ConsumedCapacity {
    /// Calls that were sent; each attempt counts.
    pub calls: u32,
    /// Read units of the calls that were answered.
    pub read_units: f64,
    /// Write units. DynamoDB also charges for rejected calls, but does not report how much.
    pub write_units: f64,
}

tokio::task_local! {
    static SPENT: Cell<ConsumedCapacity>;
}

/// Runs some work and returns what it consumed. Work that it leaves to other tasks is not counted.
pub async fn metered<T>(work: impl Future<Output = T>) -> (T, ConsumedCapacity) {
    SPENT.scope(Cell::default(), async { (work.await, SPENT.with(Cell::get)) }).await
}

/// Adds to the count of this task; does nothing outside of [`metered`].
fn note(add: impl FnOnce(&mut ConsumedCapacity)) {
    // An error means that this task is not metered.
    let _ = SPENT.try_with(|spent| {
        let mut sum = spent.get();
        add(&mut sum);
        spent.set(sum);
    });
}

/// Adds read units that the SDK did not see.
pub(crate) fn note_reads(units: f64) {
    note(|spent| spent.read_units += units);
}

fn is_metered() -> bool {
    SPENT.try_with(|_| ()).is_ok()
}

/// The part of the client that counts.
#[derive(Debug)]
pub(crate) struct CapacityInterceptor;

/// Requests the units of a call of these kinds.
macro_rules! ask {
    ($input:expr, $($kind:ty),+) => {
        $(if let Some(input) = $input.downcast_mut::<$kind>() {
            input.return_consumed_capacity = Some(ReturnConsumedCapacity::Total);
        } else)+ {}
    };
}

/// The units of an answer of these kinds: one record, or one for each table.
macro_rules! units {
    ($output:expr, $($kind:ty),+) => {
        $(if let Some(output) = $output.downcast_ref::<$kind>() {
            output.consumed_capacity.iter().map(of).sum::<f64>()
        } else)+ { 0.0 }
    };
}

macro_rules! units_of_tables {
    ($output:expr, $($kind:ty),+) => {
        $(if let Some(output) = $output.downcast_ref::<$kind>() {
            output.consumed_capacity.iter().flatten().map(of).sum::<f64>()
        } else)+ { 0.0 }
    };
}

fn of(record: &types::ConsumedCapacity) -> f64 {
    record.capacity_units.unwrap_or_default()
}

/// The units of a transaction that was sent again after it had succeeded: DynamoDB recognizes its token, writes nothing
/// and charges a read.
fn units_of_repetition(output: &TransactWriteItemsOutput) -> f64 {
    output.consumed_capacity.iter().flatten().filter_map(|record| record.read_capacity_units).sum()
}

impl Intercept for CapacityInterceptor {
    fn name(&self) -> &'static str {
        "CapacityInterceptor"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if is_metered() {
            let input = context.input_mut();
            ask!(
                input,
                GetItemInput,
                BatchGetItemInput,
                QueryInput,
                TransactWriteItemsInput,
                UpdateItemInput,
                PutItemInput,
                BatchWriteItemInput
            );
        }
        Ok(())
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        note(|spent| spent.calls += 1);
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let (true, Ok(output)) = (is_metered(), context.output_or_error()) {
            let reads = units!(output, GetItemOutput, QueryOutput) + units_of_tables!(output, BatchGetItemOutput);
            let writes = units!(output, UpdateItemOutput, PutItemOutput)
                + units_of_tables!(output, TransactWriteItemsOutput, BatchWriteItemOutput);
            let repeated = output.downcast_ref().map_or(0.0, units_of_repetition);
            note(|spent| {
                spent.read_units += reads + repeated;
                spent.write_units += writes - repeated;
            });
        }
        Ok(())
    }
}
