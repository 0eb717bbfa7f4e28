//! Counters of attempts in a time window. One item for each counter and window, removed some time after the window has
//! ended.

use crate::Store;
use crate::table::failure::failed;
use crate::table::item::{number, number_of};
use crate::table::keys::{self, TTL};
use aws_sdk_dynamodb::types::ReturnValue;
use roster_core::{Attempts, Error, ProjectId, Result, SecretHash, Timestamp};
use std::time::Duration;

/// The length of a window.
const WINDOW: Duration = Duration::from_hours(1);
/// The attribute that holds the count.
const COUNT: &str = "n";

impl Store {
    /// Counts an attempt at `what` by `who` (a hash, because a key must not contain an email or IP address).
    ///
    /// # Errors
    /// [`Error::TooManyAttempts`] when this window has `limit` attempts already; the attempt is then not counted.
    pub async fn count_attempt(
        &self,
        project: &ProjectId,
        what: &str,
        who: &SecretHash,
        limit: u64,
        now: Timestamp,
    ) -> Result<Attempts> {
        let window = now.as_secs() / WINDOW.as_secs();
        let reset = Timestamp::from_secs((window + 1) * WINDOW.as_secs());
        let request = self.client.update_item().table_name(&self.table);
        let counted = request
            .set_key(Some(keys::attempts(project, what, who, window).attributes()))
            .update_expression("ADD #n :one SET #exp = :exp")
            .condition_expression("attribute_not_exists(#n) OR #n < :limit")
            .expression_attribute_names("#n", COUNT)
            .expression_attribute_names("#exp", TTL)
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":limit", number(limit))
            .expression_attribute_values(":exp", number(reset.after(WINDOW).as_secs()))
            .return_values(ReturnValue::UpdatedNew)
            .send()
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
}
