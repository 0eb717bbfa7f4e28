//! `POST /v1/account/tokens/phone`, and `/v1/account/sessions/phone`, its name in 0.15: a code by text message that signs in.

use crate::counted::{Counted, Named, TEN};
use crate::new_user::Address;
use crate::sending::{Sending, code_message};
use axum::Extension;
use axum::extract::State;
use roster_api::{App, AuthedCaller, FromParams, Locale, Params, Refusal, Valid, View, new_user_id, text};
use roster_core::{AuthMethod, Invalid, NewUserId, Phone, Result, TokenKind};
use roster_mail::Mailer;

/// The answer is the same for a known and an unknown phone, but for the id: somebody unknown becomes a user.
pub(crate) async fn ask(
    State(app): State<App>,
    Extension(mailer): Extension<Mailer>,
    caller: AuthedCaller,
    Valid(request): Valid<Counted<AskCode>>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    caller.ensure_method(AuthMethod::Phone)?;
    let names = ("phone-code.phone", "phone-code.client");
    let AskCode { id, phone } = request.by_name_and_client(&app, &caller, names, TEN).await?;
    let sending = Sending { app: &app, mailer: &mailer, caller: &caller, locale: &locale };
    sending.ensure_text(Some(&phone))?;
    let (to, say) = ((id, Address::Phone(phone)), |_: &_, secret: &_| code_message(secret));
    Ok(View::sent_token(sending.send_to_anybody(to, TokenKind::PhoneCode, say).await?))
}

pub(crate) struct AskCode {
    id: NewUserId,
    phone: Phone,
}

impl FromParams for AskCode {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            id: new_user_id(params)?,
            phone: params.required(parameter(params), text(Phone::parse, Invalid::Phone))?,
        })
    }
}

impl Named for AskCode {
    fn name(params: &Params) -> String {
        params.sent(parameter(params)).unwrap_or_default()
    }
}

/// The name of the parameter since 1.0 (source: docs/reference/appwrite/recovery.md#phone-sign-in).
fn parameter(params: &Params) -> &'static str {
    if params.is_v1() { "phone" } else { "number" }
}
