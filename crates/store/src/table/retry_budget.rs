//! How much time a request may lose to failing calls.
//!
//! Each call has limits of its own, but a request makes several calls, and pauses before retries. An interceptor of the
//! client adds up, for the current task, the time lost this way; the remaining budget limits the next call. A call that
//! is answered at the first attempt costs nothing, so a long walk over a healthy table is not limited.

use crate::table::bounds::CLEANUP_BUDGET;
use aws_sdk_dynamodb::config::interceptors::{
    BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_types::config_bag::{Storable, StoreReplace};
use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The time that some work may lose, and the time that it has lost.
#[derive(Debug, Clone, Copy)]
struct RetryBudget {
    whole: Duration,
    lost: Duration,
    /// The end of the time that was charged: time that parallel calls lose together is charged once.
    until: Instant,
}

tokio::task_local! {
    static BUDGET: Cell<RetryBudget>;
}

/// Runs some work that may lose this much time to failed calls, repeated calls and pauses. A call that would lose more
/// is ended with [`roster_core::Error::Unavailable`]. Work in other tasks is not limited.
pub async fn with_retry_budget<T>(budget: Duration, work: impl Future<Output = T>) -> T {
    let fresh = RetryBudget { whole: budget, lost: Duration::ZERO, until: Instant::now() };
    BUDGET.scope(Cell::new(fresh), work).await
}

/// Runs cleanup with a small extra budget, granted once. The future is boxed, because cleanup is rare and its state
/// would enlarge every request otherwise.
pub(crate) async fn with_cleanup_budget<T>(work: impl Future<Output = T>) -> T {
    let left = remaining().map(|left| left + CLEANUP_BUDGET);
    let work = Box::pin(work);
    match left {
        Some(left) => with_retry_budget(left, work).await,
        None => work.await,
    }
}

/// Waits for the next pause before a retry. Returns `false` at once when no pause is left, or the budget is too small
/// for it.
pub(crate) async fn wait_before_retry(pauses: &mut impl Iterator<Item = Duration>) -> bool {
    let Some(pause) = pauses.next().filter(|pause| remaining().is_none_or(|left| *pause < left)) else { return false };
    let begun = Instant::now();
    tokio::time::sleep(pause).await;
    charge_since(begun);
    true
}

/// The remaining budget; `None` outside of [`with_retry_budget`].
fn remaining() -> Option<Duration> {
    BUDGET.try_with(Cell::get).ok().map(|budget| budget.whole.saturating_sub(budget.lost))
}

fn charge_since(begun: Instant) {
    // An error means that this task has no budget.
    let _ = BUDGET.try_with(|budget| {
        let (now, so_far) = (Instant::now(), budget.get());
        let lost = so_far.lost + now.saturating_duration_since(begun.max(so_far.until));
        budget.set(RetryBudget { lost, until: now, ..so_far });
    });
}

/// A running call.
#[derive(Debug)]
struct Call {
    begun: Instant,
    attempts: AtomicU32,
}

impl Storable for Call {
    type Storer = StoreReplace<Self>;
}

/// The part of the client that limits calls by the remaining budget and charges lost time.
#[derive(Debug)]
pub(crate) struct BudgetInterceptor;

impl Intercept for BudgetInterceptor {
    fn name(&self) -> &'static str {
        "BudgetInterceptor"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(left) = remaining() else { return Ok(()) };
        let bound = cfg.load::<TimeoutConfig>().and_then(TimeoutConfig::operation_timeout);
        // The SDK takes a timeout of zero for no timeout.
        let bound = bound.map_or(left, |bound| bound.min(left)).max(Duration::from_millis(1));
        cfg.interceptor_state().store_put(TimeoutConfig::builder().operation_timeout(bound).build());
        cfg.interceptor_state().store_put(Call { begun: Instant::now(), attempts: AtomicU32::new(0) });
        Ok(())
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(call) = cfg.load::<Call>() {
            call.attempts.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(call) = cfg.load::<Call>() else { return Ok(()) };
        // A rejection by the table, for example of a failed condition, is an answer and costs nothing.
        let is_answered = matches!(context.output_or_error(), Some(Ok(_)))
            || matches!(context.output_or_error(), Some(Err(error)) if error.is_operation_error());
        if !is_answered || call.attempts.load(Ordering::Relaxed) > 1 {
            charge_since(call.begun);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_lost_once_however_many_calls_lose_it() {
        let until = Instant::now().checked_sub(Duration::from_secs(20)).unwrap();
        let begun = until + Duration::from_secs(10);
        let budget = RetryBudget { whole: Duration::from_secs(60), lost: Duration::ZERO, until };
        BUDGET.sync_scope(Cell::new(budget), || {
            charge_since(begun);
            assert!(remaining().unwrap() <= Duration::from_secs(50), "ten seconds are lost");
            charge_since(begun);
            assert!(remaining().unwrap() > Duration::from_secs(45), "and not once more");
        });
    }
}
