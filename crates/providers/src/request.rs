//! What a sign-in gives to a provider: the values of the login URL, and the answer to it.

use roster_core::Timestamp;
use std::fmt;

/// The values of a login URL.
#[derive(Clone, Copy)]
pub struct LoginRequest<'a> {
    /// The callback, as it is registered at the provider.
    pub redirect_uri: &'a str,
    /// What the caller asks for beyond what a sign-in needs.
    pub scopes: &'a [String],
    /// The state, which the provider sends back.
    pub state: &'a str,
    /// The PKCE verifier: 43 to 128 characters (RFC 7636, 4.1). The URL has its challenge only.
    pub verifier: &'a str,
    /// The nonce that the `id_token` must repeat.
    pub nonce: &'a str,
    /// The time of the request, by which cached documents age.
    pub now: Timestamp,
}

/// The answer of a provider to a login URL, as it came to the callback.
#[derive(Clone, Copy)]
pub struct CodeAnswer<'a> {
    /// The code.
    pub code: &'a str,
    /// The callback of the login URL.
    pub redirect_uri: &'a str,
    /// The verifier of the login URL.
    pub verifier: &'a str,
    /// The nonce of the login URL.
    pub nonce: &'a str,
    /// The parameter `user` (Apple sends it at the first sign-in only). Nobody signed it: only the name in it is used.
    pub user_parameter: Option<&'a str>,
    /// The time of the request.
    pub now: Timestamp,
}

/// The values prove who signs in: a debug print shows none.
impl fmt::Debug for LoginRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginRequest(..)")
    }
}

/// As for [`LoginRequest`].
impl fmt::Debug for CodeAnswer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeAnswer(..)")
    }
}
