//! What every way of signing in ends with: a new session, its cookie and its view.
//!
//! Here belongs what the functions share that make sessions for users who sign in (`account` and `messages`): no function
//! depends on another function.

mod identity;
mod show;
mod sign_in;
mod token;

pub use identity::{shown_identities, shown_tokens};
pub use show::{client_and_country, countries, session_view};
pub use sign_in::{Proven, session_alert, sign_in};
pub use token::{TokenAttempt, create_token_session, update_token_session};
