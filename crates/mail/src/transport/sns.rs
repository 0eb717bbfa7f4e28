//! Text messages by Amazon SNS.

use super::aws::{config, failure};
use crate::send_error::SendError;
use aws_sdk_sns::Client;
use aws_sdk_sns::types::MessageAttributeValue;
use roster_core::Phone;
use tokio::sync::OnceCell;

/// Errors that are about one phone. SNS also reports a phone whose owner has opted out as an invalid parameter.
const REJECTED: [&str; 4] =
    ["InvalidParameter", "InvalidParameterException", "InvalidParameterValue", "OptedOutException"];

/// Amazon SNS.
pub(super) struct Sns {
    endpoint: Option<String>,
    client: OnceCell<Client>,
}

impl Sns {
    pub(super) fn new(endpoint: Option<String>) -> Self {
        Self { endpoint, client: OnceCell::new() }
    }

    /// Sends a text message at the priority of codes, not of advertisements.
    pub(super) async fn send(&self, phone: &Phone, text: &str) -> Result<(), SendError> {
        let kind = MessageAttributeValue::builder().data_type("String").string_value("Transactional").build();
        let kind =
            kind.map_err(|_| SendError::Unavailable("the attributes of a text message are invalid".to_owned()))?;
        let client = self.client.get_or_init(async || Client::new(&config(self.endpoint.as_deref()).await)).await;
        let sent = client
            .publish()
            .phone_number(phone.as_str())
            .message(text)
            .message_attributes("AWS.SNS.SMS.SMSType", kind)
            .send()
            .await;
        sent.map(drop).map_err(|cause| failure("Publish", &cause, &REJECTED))
    }
}
