//! Emails by Amazon SES.

use super::aws::{config, failure};
use crate::send_error::SendError;
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Destination, EmailContent, RawMessage};
use lettre::message::Message;
use tokio::sync::OnceCell;

/// Errors that are about one email. All others are about the deployment or pass: an operator can help, and then the
/// message is still sent. `MessageRejected` is one of those: SES says so of senders, and of all receivers in its sandbox.
const REJECTED: [&str; 1] = ["BadRequestException"];

/// Amazon SES.
pub(super) struct Ses {
    configuration_set: Option<String>,
    endpoint: Option<String>,
    client: OnceCell<Client>,
}

impl Ses {
    pub(super) fn new(configuration_set: Option<String>, endpoint: Option<String>) -> Self {
        Self { configuration_set, endpoint, client: OnceCell::new() }
    }

    /// Sends an email as it is. SES replaces its id and its date.
    pub(super) async fn send(&self, email: &Message) -> Result<(), SendError> {
        let malformed = |_| SendError::Rejected("the email has no content".to_owned());
        let raw = RawMessage::builder().data(Blob::new(email.formatted())).build().map_err(malformed)?;
        let envelope = email.envelope();
        let to = Destination::builder().set_to_addresses(Some(envelope.to().iter().map(ToString::to_string).collect()));
        let client = self.client.get_or_init(async || Client::new(&config(self.endpoint.as_deref()).await)).await;
        let sent = client
            .send_email()
            .set_from_email_address(envelope.from().map(ToString::to_string))
            .destination(to.build())
            .content(EmailContent::builder().raw(raw).build())
            .set_configuration_set_name(self.configuration_set.clone())
            .send()
            .await;
        sent.map(drop).map_err(|cause| failure("SendEmail", &cause, &REJECTED))
    }
}
