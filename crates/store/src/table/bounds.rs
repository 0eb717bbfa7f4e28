//! Time limits, each shorter than the next, so that the innermost ends first and the caller gets an error in the usual
//! form: connection, attempt, call, request; then the function and the gateway, whose limits are in `template.yaml`.

use std::time::Duration;

/// Opening a connection: within a region it takes some milliseconds, or fails.
pub const CONNECTION: Duration = Duration::from_millis(500);
/// One attempt of a call. DynamoDB answers in milliseconds; the slowest normal answer is a full page of a megabyte.
pub const ATTEMPT: Duration = Duration::from_secs(1);
/// One call of a function, with all its attempts and the pauses between them: enough for two attempts without an
/// answer.
pub const CALL: Duration = Duration::from_millis(2_200);
/// One call of the command line, with all its attempts: no gateway limits it, and the table may be far away.
pub const CALL_OF_A_TOOL: Duration = Duration::from_secs(5);
/// The time that one request may lose to failed calls, repeated calls and pauses, in total. So a request whose calls
/// all fail is answered within three seconds, however many calls it needs.
pub const RETRY_BUDGET: Duration = Duration::from_millis(2_300);
/// The additional time for cleaning up after a request that cannot be finished.
pub const CLEANUP_BUDGET: Duration = Duration::from_millis(600);
/// The read of the table when a function starts; it only opens the connection early.
pub const START: Duration = Duration::from_millis(500);
