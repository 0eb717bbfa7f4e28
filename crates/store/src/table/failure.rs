//! From failures of the SDK to errors.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use roster_core::Error;

/// Error codes of the service for which a later call may succeed.
const PASSING: [&str; 7] = [
    "InternalServerError",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "ThrottlingException",
    "TransactionInProgressException",
    "LimitExceededException",
];

/// Error codes whose message describes the deployment (a table, a policy, an AWS key) and never a user.
const ABOUT_THE_DEPLOYMENT: [&str; 6] = [
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "ResourceNotFoundException",
    "UnrecognizedClientException",
];

/// Turns a failed call into an error: [`Error::Unavailable`] when the same call may succeed later, [`Error::Internal`]
/// otherwise. The cause names the operation and the code; a message that might quote an item is left out of it.
pub(crate) fn failed<E, R>(operation: &'static str) -> impl FnOnce(SdkError<E, R>) -> Error
where
    E: ProvideErrorMetadata,
{
    move |failure| match &failure {
        SdkError::ServiceError(service) => from_service(operation, service.err()),
        SdkError::TimeoutError(_) => Error::Unavailable(format!("{operation}: no answer in time").into()),
        SdkError::DispatchFailure(dispatch) => {
            let what = dispatch.as_connector_error().map_or_else(|| "not sent".to_owned(), |error| chain(error));
            Error::Unavailable(format!("{operation}: {what}").into())
        }
        SdkError::ResponseError(_) => invalid_answer(operation),
        _ => Error::internal(format!("{operation}: the request could not be built")),
    }
}

/// The error for an answer that cannot be read.
pub(crate) fn invalid_answer(operation: &'static str) -> Error {
    Error::Unavailable(format!("{operation}: an invalid answer").into())
}

/// An error with its causes: for a connection, only the last cause says whether a name, a region or a key is missing.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn from_service(operation: &str, error: &impl ProvideErrorMetadata) -> Error {
    let code = error.code().unwrap_or("unknown code");
    // For a wrong signature, further lines of the message hold the text that should have been signed, with the session
    // token in it.
    let first = error.message().and_then(|message| message.lines().next());
    let message = first.filter(|_| ABOUT_THE_DEPLOYMENT.contains(&code)).unwrap_or_default();
    let cause = format!("{operation}: {code} {message}");
    if PASSING.contains(&code) { Error::Unavailable(cause.into()) } else { Error::internal(cause) }
}

/// The error for an item that this version cannot read.
pub(crate) fn malformed(what: &'static str) -> Error {
    Error::internal(format!("a stored {what} is malformed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::error::ErrorMetadata;

    #[test]
    fn the_error_of_a_wrong_signature_leaves_out_the_text_to_sign() {
        let message =
            "The signature does not match.\n\nThe Canonical String should have been\nx-amz-security-token:secret";
        let error = ErrorMetadata::builder().code("InvalidSignatureException").message(message).build();
        let shown = format!("{:?}", from_service("GetItem", &error));
        assert_eq!(shown, r#"Internal("GetItem: InvalidSignatureException The signature does not match.")"#);
    }

    #[test]
    fn a_message_about_an_item_is_left_out() {
        let error = ErrorMetadata::builder().code("ValidationException").message("ann@example.com").build();
        assert_eq!(format!("{:?}", from_service("PutItem", &error)), r#"Internal("PutItem: ValidationException ")"#);
    }
}
