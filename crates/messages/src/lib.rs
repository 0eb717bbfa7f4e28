//! The function `messages`: whatever sends an email or a text message, and what its recipient does next.
//!
//! It is the one function behind the gateway that may send. Handlers get the mailer as `Extension<Mailer>`.

use roster_api::{Group, Policy};
use roster_mail::Mailer;

/// The routes of this function, which send with this mailer.
#[must_use]
pub fn routes(mailer: &Mailer) -> Group {
    Group::new(Policy::Account).with(mailer.clone())
}
