//! How long a request waits for a table that does not do what it is asked.
//!
//! One call has bounds of its own, but a request makes several, and pauses before it sends some of them again. What it loses
//! on that is added up for the task, by an interceptor of the client, and what is left bounds its next call. A call that is
//! answered at once takes nothing away: a long walk over a healthy table may take its time.

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

/// What a piece of work may lose, and what it has lost.
#[derive(Debug, Clone, Copy)]
struct RetryBudget {
    whole: Duration,
    lost: Duration,
    /// Until when losses are added up: what goes wrong side by side is lost once.
    until: Instant,
}

tokio::task_local! {
    static BUDGET: Cell<RetryBudget>;
}

/// Does some work that may lose this much time on calls that fail or are sent again, and on pauses before them. A call that
/// would lose more is given up ([`roster_core::Error::Unavailable`]). Work in other tasks is not bounded.
pub async fn with_retry_budget<T>(budget: Duration, work: impl Future<Output = T>) -> T {
    let fresh = RetryBudget { whole: budget, lost: Duration::ZERO, until: Instant::now() };
    BUDGET.scope(Cell::new(fresh), work).await
}

/// Undoes what cannot be finished: for that there is a little budget left always, once. It happens seldom, so what it needs
/// is not kept by every piece of work that might come to it.
pub(crate) async fn with_cleanup_budget<T>(work: impl Future<Output = T>) -> T {
    let left = remaining().map(|left| left + CLEANUP_BUDGET);
    let work = Box::pin(work);
    match left {
        Some(left) => with_retry_budget(left, work).await,
        None => work.await,
    }
}

/// Waits for the next pause before something is tried again. `false`, at once, when there is none, or budget does not last
/// that long.
pub(crate) async fn wait_before_retry(pauses: &mut impl Iterator<Item = Duration>) -> bool {
    let Some(pause) = pauses.next().filter(|pause| remaining().is_none_or(|left| *pause < left)) else { return false };
    let begun = Instant::now();
    tokio::time::sleep(pause).await;
    charge_since(begun);
    true
}

/// What may still be lost; nothing where nobody counts.
fn remaining() -> Option<Duration> {
    BUDGET.try_with(Cell::get).ok().map(|budget| budget.whole.saturating_sub(budget.lost))
}

fn charge_since(begun: Instant) {
    // An error says that nobody counts.
    let _ = BUDGET.try_with(|budget| {
        let (now, so_far) = (Instant::now(), budget.get());
        let lost = so_far.lost + now.saturating_duration_since(begun.max(so_far.until));
        budget.set(RetryBudget { lost, until: now, ..so_far });
    });
}

/// A call under way.
#[derive(Debug)]
struct Call {
    begun: Instant,
    attempts: AtomicU32,
}

impl Storable for Call {
    type Storer = StoreReplace<Self>;
}

/// Sits in the client, bounds calls by what is left, and takes away what they lost.
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
        // A bound of nothing at all would be none.
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
        // What the table refuses, as by a condition that does not hold, is an answer.
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
