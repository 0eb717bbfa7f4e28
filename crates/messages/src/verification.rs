//! `/v1/account/verification` and `/v1/account/verification/phone`, and `/v1/account/verifications/email` and `…/phone`, their
//! names since 1.8: proving that an email or a phone is the user's.

use crate::counted::{Counted, Named, TEN};
use crate::new_user::{Address, Found};
use crate::sending::{Sending, code_message};
use axum::Extension;
use axum::extract::State;
use roster_api::{
    App, AuthedCaller, FromParams, Locale, NewToken, Params, Refusal, SignedInUser, Valid, View, counter_of, text,
};
use roster_core::{AuthMethod, EmailFor, Error, Invalid, Link, Result, TokenKind, TokenSecret, UserId};
use roster_mail::{MailKind, Mailer};

/// POST: sends a link to the user's email.
pub(crate) async fn ask_email(
    State(app): State<App>,
    Extension(mailer): Extension<Mailer>,
    SignedInUser { caller, user, .. }: SignedInUser,
    request: Result<Valid<AskLink>, Refusal>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let counter = counter_of("verification.email", user.id.as_str(), TEN);
    let AskLink(link) = app.valid_or_shown(&caller, request, Some(&counter)).await?;
    app.count_calls(&caller, &counter).await?;
    link.ensure_known(caller.project())?;
    let sending = Sending { app: &app, mailer: &mailer, caller: &caller, locale: &locale };
    sending.ensure_email(EmailFor::Account)?;
    let email = user.email.clone().ok_or(Error::EmailMissing)?;
    // In 0.15 a verified email gets another link (source: docs/reference/appwrite/recovery.md#email-verification).
    if caller.is_v1() && user.email_verified {
        return Err(Error::EmailAlreadyVerified.into());
    }
    let say = |token: &_, secret: &_| MailKind::Verification { link: sending.link(&link, token, secret) };
    let to = (Found::new(user), Address::Email(email));
    Ok(View::sent_token(sending.send(to, TokenKind::EmailVerification, say).await?))
}

/// POST: sends a code to the user's phone.
pub(crate) async fn ask_phone(
    State(app): State<App>,
    Extension(mailer): Extension<Mailer>,
    SignedInUser { caller, user, .. }: SignedInUser,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    caller.ensure_method(AuthMethod::Phone)?;
    app.count_calls(&caller, &counter_of("verification.phone", user.id.as_str(), TEN)).await?;
    app.count_calls(&caller, &counter_of("verification.client", caller.ip(), TEN)).await?;
    let sending = Sending { app: &app, mailer: &mailer, caller: &caller, locale: &locale };
    sending.ensure_text(user.phone.as_ref())?;
    let phone = user.phone.clone().ok_or(Error::PhoneMissing)?;
    if caller.is_v1() && user.phone_verified {
        return Err(Error::PhoneAlreadyVerified.into());
    }
    let to = (Found::new(user), Address::Phone(phone));
    let say = |_: &_, secret: &_| code_message(secret);
    Ok(View::sent_token(sending.send(to, TokenKind::PhoneVerification, say).await?))
}

pub(crate) struct AskLink(Link);

impl FromParams for AskLink {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self(params.required("url", text(Link::parse, Invalid::Url))?))
    }
}

/// PUT: the link was followed. The caller need not be the user, nor signed in: the secret is the proof.
pub(crate) async fn verify_email(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(request): Valid<Counted<Confirm>>,
) -> Result<View, Refusal> {
    let confirm = request.by_client(&app, &caller, "verification.confirm", TEN).await?;
    verify(&app, &caller, confirm, TokenKind::EmailVerification).await
}

/// PUT: the code was typed in. Counted for all clients together, because it is short.
pub(crate) async fn verify_phone(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(request): Valid<Counted<Confirm>>,
) -> Result<View, Refusal> {
    let confirm = request.by_name(&app, &caller, "verification.code", TEN).await?;
    verify(&app, &caller, confirm, TokenKind::PhoneVerification).await
}

async fn verify(app: &App, caller: &AuthedCaller, confirm: Confirm, kind: TokenKind) -> Result<View, Refusal> {
    let Confirm { user, secret } = confirm;
    let (project, change) = (caller.project_id(), caller.change_of(&user)?);
    let token = app.store.verify_with_token(project, &user, (kind, &secret.hash()), &change).await?;
    Ok(View::used_token(NewToken::without_secret(token)))
}

/// A user, and the secret that was sent to them.
pub(crate) struct Confirm {
    pub(crate) user: UserId,
    pub(crate) secret: TokenSecret,
}

impl FromParams for Confirm {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            user: params.required("userId", text(UserId::parse, Invalid::Id))?,
            secret: params.required("secret", text(TokenSecret::parse, Invalid::Text(TokenSecret::MAX_CHARS)))?,
        })
    }
}

impl Named for Confirm {
    fn name(params: &Params) -> String {
        params.sent("userId").unwrap_or_default()
    }
}
