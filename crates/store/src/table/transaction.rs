//! Transactions: items that must agree are written together.

use crate::Store;
use crate::table::condition::Condition;
use crate::table::failure::{failed, malformed};
use crate::table::item::{Item, number, str_of};
use crate::table::keys::{Key, SK};
use crate::table::pauses::Pauses;
use crate::table::retry_budget::wait_before_retry;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::builders::TransactWriteItemBuilder;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure,
    TransactWriteItem, Update,
};
use futures_util::FutureExt as _;
use roster_core::{Error, Ulid};
use std::time::Duration;

/// The most tries of a transaction that conflicts with others or is throttled.
const TRIES: u32 = 12;
/// The pauses between: one to two seconds in all.
const PAUSES: Pauses =
    Pauses { first: Duration::from_millis(10), longest: Duration::from_millis(400), count: TRIES - 1 };

/// The meaning of a failed condition.
#[derive(Clone, Copy)]
pub(crate) enum OnConditionFailed {
    /// The call fails with this error.
    Because(fn() -> Error),
    /// The items have changed since they were read: read and decide again.
    Stale,
}

/// Why a transaction was not written.
#[derive(Debug)]
pub(crate) enum TransactError {
    /// The items have changed since they were read.
    Stale,
    /// It failed, and a retry would not help.
    Failed(Error),
}

impl From<Error> for TransactError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Writes that happen all or not at all, each with the meaning of its failed condition.
///
/// The first write, in the order in which they were added, whose condition failed decides the result.
pub(crate) struct Transaction<'a> {
    store: &'a Store,
    /// The id of this attempt, or of each that was joined. An item that contains one was written by this attempt, so that
    /// a success without an answer is recognised. Shared work has none: its conditions recognise what is done already.
    attempts: Vec<Ulid>,
    /// DynamoDB executes writes with the same token once within ten minutes, however often they are sent. Without one,
    /// the SDK makes up a token for each call, which only its own attempts share.
    token: Option<String>,
    writes: Vec<(TransactWriteItem, OnConditionFailed)>,
}

impl Store {
    /// A transaction of this attempt in its round number `reading`: each round has other conditions and needs another
    /// token.
    pub(crate) fn transaction(&self, attempt: Ulid, reading: u32) -> Transaction<'_> {
        let token = Some(format!("{attempt}-{reading}"));
        Transaction { store: self, attempts: vec![attempt], token, writes: Vec::new() }
    }

    /// A transaction of work that several processes may do at once, and that may be done again at any time. Its
    /// conditions must hold only while the work is left to do.
    ///
    /// It has no token of ours: one that is derived from the work would be the same when the work is done again within
    /// ten minutes, which would then write nothing, or on a restored copy of the table, which would be rejected.
    pub(crate) fn shared_work(&self) -> Transaction<'_> {
        Transaction { store: self, attempts: Vec::new(), token: None, writes: Vec::new() }
    }
}

impl Transaction<'_> {
    /// This and another transaction as one, which is written whole or not at all. It has a token of its own: each of the two
    /// may be sent alone afterwards.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.attempts.extend(other.attempts);
        self.token = self.attempts.first().map(|attempt| format!("{attempt}-joint"));
        self.writes.extend(other.writes);
        self
    }

    /// How many writes it has.
    pub(crate) fn writes(&self) -> usize {
        self.writes.len()
    }

    /// Puts an item, whether or not one exists.
    pub(crate) fn put(self, item: Item) -> Result<Self, Error> {
        self.put_if(item, &Condition::none(), OnConditionFailed::Stale)
    }

    /// Puts an item if the condition holds for the existing one.
    pub(crate) fn put_if(self, item: Item, condition: &Condition, on_failed: OnConditionFailed) -> Result<Self, Error> {
        let put = Put::builder()
            .table_name(&self.store.table)
            .set_item(Some(item))
            .set_condition_expression(condition.expression())
            .set_expression_attribute_names(condition.names(&[]))
            .set_expression_attribute_values(condition.values(&[]))
            .return_values_on_condition_check_failure(ALL_OLD)
            .build();
        Ok(self.with(TransactWriteItem::builder().put(put.map_err(Error::internal)?), on_failed))
    }

    /// Writes the entry of a log or an audit for the change. Its key contains the attempt: if the entry exists already,
    /// this attempt has succeeded before.
    pub(crate) fn record(self, line: Item) -> Result<Self, Error> {
        self.put_if(line, &Condition::absent(), OnConditionFailed::Stale)
    }

    /// Deletes an item if it exists.
    pub(crate) fn delete(self, key: &Key) -> Result<Self, Error> {
        self.delete_if(key, &Condition::none(), OnConditionFailed::Stale)
    }

    /// Deletes an item if the condition holds.
    pub(crate) fn delete_if(
        self,
        key: &Key,
        condition: &Condition,
        on_failed: OnConditionFailed,
    ) -> Result<Self, Error> {
        let delete = Delete::builder()
            .table_name(&self.store.table)
            .set_key(Some(key.attributes()))
            .set_condition_expression(condition.expression())
            .set_expression_attribute_names(condition.names(&[]))
            .set_expression_attribute_values(condition.values(&[]))
            .return_values_on_condition_check_failure(ALL_OLD)
            .build();
        Ok(self.with(TransactWriteItem::builder().delete(delete.map_err(Error::internal)?), on_failed))
    }

    /// Adds to a number of an item, if the condition holds.
    pub(crate) fn add_if(
        self,
        key: &Key,
        (name, amount): (&'static str, i64),
        condition: &Condition,
        on_failed: OnConditionFailed,
    ) -> Result<Self, Error> {
        let update = Update::builder()
            .table_name(&self.store.table)
            .set_key(Some(key.attributes()))
            .update_expression(format!("ADD #{name} :amount"))
            .set_condition_expression(condition.expression())
            .set_expression_attribute_names(condition.names(&[name]))
            .set_expression_attribute_values(condition.values(&[(":amount", number(amount))]))
            .return_values_on_condition_check_failure(ALL_OLD)
            .build();
        Ok(self.with(TransactWriteItem::builder().update(update.map_err(Error::internal)?), on_failed))
    }

    /// Sets attributes of an item and leaves the others as they are, if the condition holds.
    pub(crate) fn set_if(
        self,
        key: &Key,
        attributes: &[(&'static str, AttributeValue)],
        condition: &Condition,
        on_failed: OnConditionFailed,
    ) -> Result<Self, Error> {
        let names: Vec<_> = attributes.iter().map(|(name, _)| *name).collect();
        let settings: Vec<_> = names.iter().map(|name| format!("#{name} = :new_{name}")).collect();
        let values = condition.values(&[]).unwrap_or_default().into_iter();
        let new = attributes.iter().map(|(name, value)| (format!(":new_{name}"), value.clone()));
        let update = Update::builder()
            .table_name(&self.store.table)
            .set_key(Some(key.attributes()))
            .update_expression(format!("SET {}", settings.join(", ")))
            .set_condition_expression(condition.expression())
            .set_expression_attribute_names(condition.names(&names))
            .set_expression_attribute_values(Some(values.chain(new).collect()))
            .return_values_on_condition_check_failure(ALL_OLD)
            .build();
        Ok(self.with(TransactWriteItem::builder().update(update.map_err(Error::internal)?), on_failed))
    }

    /// Writes nothing, but needs the condition to hold.
    pub(crate) fn check(self, key: &Key, condition: &Condition, on_failed: OnConditionFailed) -> Result<Self, Error> {
        let check = ConditionCheck::builder()
            .table_name(&self.store.table)
            .set_key(Some(key.attributes()))
            .set_condition_expression(condition.expression())
            .set_expression_attribute_names(condition.names(&[]))
            .set_expression_attribute_values(condition.values(&[]))
            .return_values_on_condition_check_failure(ALL_OLD)
            .build();
        Ok(self.with(TransactWriteItem::builder().condition_check(check.map_err(Error::internal)?), on_failed))
    }

    fn with(mut self, write: TransactWriteItemBuilder, on_failed: OnConditionFailed) -> Self {
        self.writes.push((write.build(), on_failed));
        self
    }

    /// Sends the writes; retries conflicts with other transactions and throttling, within limits.
    pub(crate) async fn run(self) -> Result<(), TransactError> {
        let (writes, on_failed): (Vec<_>, Vec<_>) = self.writes.into_iter().unzip();
        let mut pauses = PAUSES.draw();
        loop {
            let request = self.store.client.transact_write_items().set_client_request_token(self.token.clone());
            let failure = match request.set_transact_items(Some(writes.clone())).send().boxed().await {
                Ok(_) => return Ok(()),
                Err(failure) => failure,
            };
            let why = match outcome_of(&cancellation(failure)?, &on_failed, &self.attempts) {
                Outcome::Done => return Ok(()),
                Outcome::Stale => return Err(TransactError::Stale),
                Outcome::Refused(error) => return Err(TransactError::Failed(error)),
                Outcome::Again(error) => error,
            };
            if !wait_before_retry(&mut pauses).await {
                return Err(TransactError::Failed(why));
            }
        }
    }
}

const ALL_OLD: ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure::AllOld;

/// The reasons of a cancellation; any other failure is converted to its error.
fn cancellation<R>(failure: SdkError<TransactWriteItemsError, R>) -> Result<Vec<CancellationReason>, Error> {
    match failure.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
            Ok(canceled.cancellation_reasons().to_vec())
        }
        _ => Err(failed("TransactWriteItems")(failure)),
    }
}

enum Outcome {
    Done,
    Stale,
    Refused(Error),
    Again(Error),
}

fn outcome_of(reasons: &[CancellationReason], on_failed: &[OnConditionFailed], attempts: &[Ulid]) -> Outcome {
    let codes = || reasons.iter().filter_map(CancellationReason::code);
    if reasons.iter().any(|reason| attempts.iter().any(|attempt| carries(reason, *attempt))) {
        return Outcome::Done;
    }
    let unmet = reasons.iter().position(|reason| reason.code() == Some("ConditionalCheckFailed"));
    match unmet.map(|position| on_failed.get(position)) {
        Some(Some(OnConditionFailed::Because(error))) => Outcome::Refused(error()),
        Some(Some(OnConditionFailed::Stale)) => Outcome::Stale,
        Some(None) => Outcome::Refused(malformed("cancellation")),
        None if codes().any(|code| matches!(code, "ThrottlingError" | "ProvisionedThroughputExceeded")) => {
            Outcome::Again(Error::Unavailable("TransactWriteItems: throttled".into()))
        }
        None if codes().any(|code| code == "TransactionConflict") => Outcome::Again(Error::Contention),
        None => {
            let codes: Vec<_> = codes().filter(|code| *code != "None").collect();
            Outcome::Refused(Error::internal(format!("TransactWriteItems: cancelled by {}", codes.join(", "))))
        }
    }
}

/// Whether the item that failed the condition was written by this attempt, which then succeeded although its answer was
/// lost.
fn carries(reason: &CancellationReason, attempt: Ulid) -> bool {
    let attempt = attempt.to_string();
    reason.item().is_some_and(|item| {
        let is = |name: &str| str_of(item, name) == Some(attempt.as_str());
        is("v") || is("cid") || is("tc") || str_of(item, SK).is_some_and(|sk| sk.contains(&attempt))
    })
}
