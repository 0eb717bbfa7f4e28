//! Why a JWT is invalid.

/// Why a JWT was rejected: the first of its faults, in the order in which it is checked (source:
/// docs/reference/appwrite/errors.md#jwt-errors).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JwtFault {
    /// It has fewer than three parts.
    Incomplete,
    /// Its header or its claims are not JSON.
    NotJson,
    /// Its header names no algorithm.
    NoAlgorithm,
    /// Its header names an unknown algorithm.
    UnknownAlgorithm,
    /// Its signature is not that of this service.
    Signature,
    /// It has expired.
    Expired,
}
