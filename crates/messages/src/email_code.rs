//! `POST /v1/account/tokens/email`: a code by email that signs in.

use crate::counted::{Counted, Named, TEN};
use crate::magic_url::email_or_sent;
use crate::new_user::Address;
use crate::phrase::Phrase;
use crate::sending::Sending;
use axum::Extension;
use axum::extract::State;
use roster_api::{App, AuthedCaller, FromParams, Locale, NewToken, Params, Refusal, Valid, View, new_user_id};
use roster_core::{AuthMethod, Email, EmailFor, NewUserId, Result, TokenKind, TokenSecret};
use roster_mail::{MailKind, Mailer};

/// The answer is the same for a known and an unknown email, but for the id: somebody unknown becomes a user. Where nobody
/// can become one, it is an error, which says that the email is unknown (docs/guides/sign-in.md#links-and-codes).
pub(crate) async fn ask(
    State(app): State<App>,
    Extension(mailer): Extension<Mailer>,
    caller: AuthedCaller,
    Valid(request): Valid<Counted<AskCode>>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    caller.ensure_method(AuthMethod::EmailOtp)?;
    let names = ("email-code.email", "email-code.client");
    let AskCode { id, email, has_phrase } = request.by_name_and_client(&app, &caller, names, TEN).await?;
    let sending = Sending { app: &app, mailer: &mailer, caller: &caller, locale: &locale };
    sending.ensure_email(EmailFor::SignIn)?;
    let phrase = Phrase::if_wanted(has_phrase, &app)?;
    let say = |_: &_, secret: &TokenSecret| MailKind::EmailCode {
        code: secret.reveal().to_owned(),
        phrase: phrase.to_option(),
    };
    let token = sending.send_to_anybody((id, Address::Email(email)), TokenKind::EmailCode, say).await?;
    Ok(View::sent_token(NewToken { phrase: phrase.into_text(), ..token }))
}

pub(crate) struct AskCode {
    id: NewUserId,
    email: Email,
    has_phrase: bool,
}

impl FromParams for AskCode {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self { id: new_user_id(params)?, email: params.email("email")?, has_phrase: Phrase::is_wanted(params)? })
    }
}

impl Named for AskCode {
    fn name(params: &Params) -> String {
        email_or_sent(params)
    }
}
