//! Counters of attempts in a time window. One item for each counter and window, removed some time after the window has
//! ended.

use crate::Store;
use crate::table::failure::failed;
use crate::table::item::{number, number_of};
use crate::table::keys::{self, Key, TTL};
use aws_sdk_dynamodb::types::ReturnValue;
use futures_util::FutureExt as _;
use roster_core::{AttemptCounter, Attempts, Error, ProjectId, RateLimit, Result, Timestamp};

/// The attribute that holds the count.
const COUNT: &str = "n";

/// The window of a limit at this time: its number, and the beginning of the next one.
fn window_at(limit: RateLimit, now: Timestamp) -> (u64, Timestamp) {
    let length = limit.window.as_secs().max(1);
    let window = now.as_secs() / length;
    (window, Timestamp::from_secs((window + 1) * length))
}

fn key_of(project: &ProjectId, counter: &AttemptCounter, now: Timestamp) -> Key {
    keys::attempts(project, counter.what, &counter.who, window_at(counter.limit, now).0)
}

impl Store {
    /// Counts an attempt.
    ///
    /// # Errors
    /// [`Error::TooManyAttempts`] when this window has all of its attempts already; the attempt is then not counted.
    pub async fn count_attempt(
        &self,
        project: &ProjectId,
        counter: &AttemptCounter,
        now: Timestamp,
    ) -> Result<Attempts> {
        let (limit, (_, reset)) = (counter.limit.attempts, window_at(counter.limit, now));
        let request = self.client.update_item().table_name(&self.table);
        let counted = request
            .set_key(Some(key_of(project, counter, now).attributes()))
            .update_expression("ADD #n :one SET #exp = :exp")
            .condition_expression("attribute_not_exists(#n) OR #n < :limit")
            .expression_attribute_names("#n", COUNT)
            .expression_attribute_names("#exp", TTL)
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":limit", number(limit))
            .expression_attribute_values(":exp", number(reset.after(counter.limit.window).as_secs()))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .boxed()
            .await;
        match counted {
            Ok(counted) => {
                let n = counted.attributes.and_then(|attributes| number_of(&attributes, COUNT)).unwrap_or(limit);
                Ok(Attempts { limit, remaining: limit.saturating_sub(n), reset })
            }
            Err(error)
                if error.as_service_error().is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Err(Error::TooManyAttempts(Attempts { limit, remaining: 0, reset }))
            }
            Err(error) => Err(failed("UpdateItem")(error)),
        }
    }

    /// Reads a counter without counting, at half the units: for an answer to a call that was not counted.
    ///
    /// # Errors
    /// Only those of every call.
    pub async fn read_attempts(
        &self,
        project: &ProjectId,
        counter: &AttemptCounter,
        now: Timestamp,
    ) -> Result<Attempts> {
        let (limit, (_, reset)) = (counter.limit.attempts, window_at(counter.limit, now));
        let request = self.client.get_item().table_name(&self.table);
        let found = request.set_key(Some(key_of(project, counter, now).attributes())).send().boxed().await;
        let item = found.map_err(failed("GetItem"))?.item.unwrap_or_default();
        let n = number_of(&item, COUNT).unwrap_or_default();
        Ok(Attempts { limit, remaining: limit.saturating_sub(n), reset })
    }

    /// Forgets the attempts of this window, after one that succeeded. When that fails, they stay counted: the user may
    /// have to wait for the next window, and nobody else gains an attempt.
    pub(crate) async fn forget_attempts(&self, project: &ProjectId, counter: &AttemptCounter, now: Timestamp) {
        let request = self.client.delete_item().table_name(&self.table);
        let forgotten = request.set_key(Some(key_of(project, counter, now).attributes())).send().boxed().await;
        if let Err(cause) = forgotten.map_err(failed("DeleteItem")) {
            tracing::warn!(?cause, "the attempts before a sign-in stay counted");
        }
    }
}
