//! The clock of the table.

use crate::Store;
use crate::table::failure::failed;
use crate::table::keys;
use aws_sdk_dynamodb::config::interceptors::AfterDeserializationInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::primitives::{DateTime, DateTimeFormat};
use roster_core::{Error, Result, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

/// Keeps the time that an answer names.
#[derive(Debug, Clone, Default)]
struct Listener(Arc<Mutex<Option<Timestamp>>>);

impl Intercept for Listener {
    fn name(&self) -> &'static str {
        "Listener"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> std::result::Result<(), BoxError> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) =
            context.response().headers().get("date").and_then(time);
        Ok(())
    }
}

fn time(date: &str) -> Option<Timestamp> {
    let time = DateTime::from_str(date, DateTimeFormat::HttpDate).ok()?;
    u64::try_from(time.secs()).ok().map(Timestamp::from_secs)
}

impl Store {
    /// The time at the table in whole seconds, from the `Date` header of the smallest possible read.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the answer has no time; otherwise only the errors of every call.
    pub async fn clock(&self) -> Result<Timestamp> {
        let listener = Listener::default();
        let request = self.client.get_item().table_name(&self.table).set_key(Some(keys::meta().attributes()));
        request.customize().interceptor(listener.clone()).send().await.map_err(failed("GetItem"))?;
        let heard = *listener.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.ok_or_else(|| Error::Unavailable("GetItem: an answer without a date".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_a_header_is_a_time() {
        assert_eq!(time("Thu, 26 Nov 2026 00:00:07 GMT"), Some(Timestamp::from_secs(1_795_651_207)));
        assert_eq!(time("yesterday"), None);
    }
}
