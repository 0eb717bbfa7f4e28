//! Why a command failed: one sentence, with what to do about it where that is known.

use roster_core::Error;
use std::error::Error as _;
use std::fmt;
use std::process::ExitCode;

/// The result of every part of a command.
pub type Outcome<T = ()> = Result<T, Failure>;

/// A failed command.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    sentence: String,
    is_usage: bool,
}

impl Failure {
    /// A failure, as one sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), is_usage: false }
    }

    /// A failure of a command that lacks an argument.
    pub fn usage(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), is_usage: true }
    }

    /// 2 for wrong usage, as for arguments that do not parse; 1 for other failures.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(if self.is_usage { 2 } else { 1 })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if !matches!(error, Error::Unavailable(_) | Error::Internal(_)) {
            return Self::new(error.to_string());
        }
        let cause = causes(&error);
        let advice = ADVICE.iter().find(|(texts, _)| texts.iter().any(|text| cause.contains(text)));
        Self::new(match advice {
            Some((_, advice)) => format!("{advice} ({cause})"),
            None => format!("{error}: {cause}"),
        })
    }
}

/// Texts in the cause of an error that show what is wrong with the setup, and the advice for it. The first match counts.
const ADVICE: [(&[&str], &str); 7] = [
    (
        &["ResourceNotFoundException"],
        "the table does not exist: choose another with --table, or deploy the stack first",
    ),
    (&["redential", "identity"], "AWS credentials are missing: export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
    (&["egion"], "the AWS region is missing: export AWS_REGION"),
    (
        &["UnrecognizedClient", "InvalidSignature", "ExpiredToken"],
        "AWS does not accept these credentials: get new ones",
    ),
    (
        &["AccessDenied"],
        "these AWS credentials are not allowed to do that: they need read and write access to the table",
    ),
    (
        &["io error", "no answer in time"],
        "DynamoDB cannot be reached: check the network, AWS_REGION and AWS_ENDPOINT_URL_DYNAMODB",
    ),
    (&[": other"], "AWS is not set up: export AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
];

/// The causes of an error, outermost first, on one line.
fn causes(error: &Error) -> String {
    let chain = std::iter::successors(error.source(), |cause| (*cause).source());
    chain.map(|cause| cause.to_string()).collect::<Vec<_>>().join(": ").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_table_is_recognised() {
        let failure = Failure::from(Error::internal("GetItem: ResourceNotFoundException Requested resource not found"));
        assert!(failure.to_string().starts_with("the table does not exist"), "{failure}");
    }

    #[test]
    fn an_unreachable_endpoint_is_recognised() {
        for cause in ["GetItem: io error: client error (Connect)", "GetItem: no answer in time"] {
            let failure = Failure::from(Error::Unavailable(cause.into()));
            assert!(failure.to_string().starts_with("DynamoDB cannot be reached"), "{failure}");
        }
    }

    #[test]
    fn missing_credentials_and_a_missing_region_are_recognised() {
        let advice = |cause: &str| Failure::from(Error::Unavailable(cause.into())).to_string();
        let no_credentials = advice("GetItem: other: no providers in chain provided credentials");
        assert!(no_credentials.starts_with("AWS credentials are missing"), "{no_credentials}");
        let no_region = advice("GetItem: other: Invalid Configuration: Missing Region");
        assert!(no_region.starts_with("the AWS region is missing"), "{no_region}");
        assert!(advice("GetItem: other").starts_with("AWS is not set up"));
    }

    #[test]
    fn an_error_with_a_message_for_people_is_printed_as_it_is() {
        assert_eq!(Failure::from(Error::AlreadyExists("project")), Failure::new("project exists already"));
    }

    #[test]
    fn an_unknown_cause_is_printed() {
        let failure = Failure::from(Error::internal("a stored project is malformed"));
        assert_eq!(failure.to_string(), "internal error: a stored project is malformed");
    }
}
