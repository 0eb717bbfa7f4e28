//! Bounds of time, each inside the next, so that the innermost gives up first and the caller hears why in our own envelope:
//! connection, attempt, call, request; then the function, then the gateway, which `template.yaml` bounds.

use std::time::Duration;

/// Opening a connection: inside a region it is there in some milliseconds, or not at all.
pub const CONNECTION: Duration = Duration::from_millis(500);
/// One attempt of a call: DynamoDB answers in milliseconds; the slowest honest answer is a full page of a megabyte.
pub const ATTEMPT: Duration = Duration::from_secs(1);
/// One call of a function with all its attempts, and the pauses between them: two that are not answered, and little more.
pub const CALL: Duration = Duration::from_millis(2_200);
/// One call of a tool with all its attempts: nobody waits behind a gateway, and the table may be far away.
pub const CALL_OF_A_TOOL: Duration = Duration::from_secs(5);
/// What a request may lose on calls that fail or are sent again, and on pauses, all of them together. A request in which
/// nothing goes right is therefore answered within three seconds, whatever it asks of the table.
pub const RETRY_BUDGET: Duration = Duration::from_millis(2_300);
/// What a request may lose beyond that to undo what it can no longer finish.
pub const CLEANUP_BUDGET: Duration = Duration::from_millis(600);
/// The look at the table when a function starts, which only opens the connection early.
pub const START: Duration = Duration::from_millis(500);
