//! `POST /v1/account/tokens/magic-url`, and `/v1/account/sessions/magic-url`, its name in 0.15: a link by email that signs in.

use crate::counted::{Counted, Named};
use crate::new_user::Address;
use crate::phrase::Phrase;
use crate::sending::Sending;
use axum::Extension;
use axum::extract::State;
use roster_api::{App, AuthedCaller, FromParams, Locale, NewToken, Params, Refusal, Valid, View, new_user_id, text};
use roster_core::{AuthMethod, Email, EmailFor, Invalid, Link, NewUserId, RateLimit, Result, TokenKind};
use roster_mail::{MailKind, Mailer};

/// Links to one email, and from one IP address, in an hour (source: docs/reference/appwrite/account.md#rate-limits).
const LINKS: RateLimit = RateLimit::an_hour(60);
/// Links to one email in 0.15.
const LINKS_OF_0_15: RateLimit = RateLimit::an_hour(10);

/// The answer is the same for a known and an unknown email, but for the id: somebody unknown becomes a user. Where nobody
/// can become one, it is an error, which says that the email is unknown (docs/guides/sign-in.md#links-and-codes).
pub(crate) async fn ask(
    State(app): State<App>,
    Extension(mailer): Extension<Mailer>,
    caller: AuthedCaller,
    Valid(request): Valid<Counted<AskLink>>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    caller.ensure_method(AuthMethod::MagicUrl)?;
    let limit = if caller.is_v1() { LINKS } else { LINKS_OF_0_15 };
    let names = ("magic-url.email", "magic-url.client");
    let AskLink { id, email, link, has_phrase } = request.by_name_and_client(&app, &caller, names, limit).await?;
    link.ensure_known(caller.project())?;
    let sending = Sending { app: &app, mailer: &mailer, caller: &caller, locale: &locale };
    sending.ensure_email(EmailFor::SignIn)?;
    let phrase = Phrase::if_wanted(has_phrase, &app)?;
    let say = |token: &_, secret: &_| MailKind::MagicUrl {
        link: sending.link(&link, token, secret),
        phrase: phrase.to_option(),
    };
    let token = sending.send_to_anybody((id, Address::Email(email)), TokenKind::MagicUrl, say).await?;
    Ok(View::sent_token(NewToken { phrase: phrase.into_text(), ..token }))
}

pub(crate) struct AskLink {
    id: NewUserId,
    email: Email,
    link: Link,
    has_phrase: bool,
}

impl FromParams for AskLink {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self {
            id: new_user_id(params)?,
            email: params.email("email")?,
            // Optional in Appwrite, whose console has a page for it.
            link: params.required("url", text(Link::parse, Invalid::Url))?,
            has_phrase: Phrase::is_wanted(params)?,
        })
    }
}

impl Named for AskLink {
    fn name(params: &Params) -> String {
        email_or_sent(params)
    }
}

/// The email in its stored form, or as it was sent.
pub(crate) fn email_or_sent(params: &Params) -> String {
    let email = params.email("email").map(|email| email.as_str().to_owned());
    email.unwrap_or_else(|_| params.sent("email").unwrap_or_default())
}
