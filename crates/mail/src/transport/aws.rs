//! What the clients of AWS services have in common: their limits of time, and their failures.

use crate::mailer::Mailer;
use crate::send_error::SendError;
use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use std::time::Duration;

/// Opening a connection: within a region it takes some milliseconds, or fails.
const CONNECTION: Duration = Duration::from_millis(500);

/// The settings of a client. It sends once: a call without an answer may have sent the message, and the sweeper decides
/// when it is sent again.
pub(super) async fn config(endpoint: Option<&str>) -> SdkConfig {
    let timeouts = TimeoutConfig::builder().connect_timeout(CONNECTION).operation_timeout(Mailer::BOUND);
    roster_aws::function_config(endpoint, timeouts.build(), RetryConfig::disabled()).await
}

/// The failure of a call, as its code: the text of the service may repeat an email or a phone. Codes in `rejected` are
/// about the message and final.
pub(super) fn failure<E: ProvideErrorMetadata, R>(
    call: &str,
    failure: &SdkError<E, R>,
    rejected: &[&str],
) -> SendError {
    match failure {
        SdkError::ServiceError(error) => {
            let code = error.err().code().unwrap_or("an unknown error");
            let cause = format!("{call}: {code}");
            if rejected.contains(&code) { SendError::Rejected(cause) } else { SendError::Temporary(cause) }
        }
        SdkError::TimeoutError(_) => SendError::Temporary(format!("{call}: no response in time")),
        SdkError::DispatchFailure(_) => SendError::Unavailable(format!("{call}: no connection")),
        SdkError::ConstructionFailure(_) => SendError::Unavailable(format!("{call}: an invalid request")),
        _ => SendError::Temporary(format!("{call}: an invalid response")),
    }
}
