//! `/v1/account/recovery`: a new password for somebody who has forgotten theirs.

use crate::counted::{Counted, Named, TEN};
use crate::magic_url::email_or_sent;
use crate::new_user::{Address, Found};
use crate::sending::{Sending, Stored};
use crate::verification::Confirm;
use axum::Extension;
use axum::extract::State;
use roster_api::{App, AuthedCaller, FromParams, KnownUser, Locale, NewToken, Params, Refusal, Valid, View, text};
use roster_core::{Email, EmailFor, Error, Invalid, Link, Password, Result, SignInToken, TokenKind, TokenSecret};
use roster_mail::{MailKind, Mailer};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// When an answer is sent that must not say whether a user has the email: sending an email takes time. One that is not sent by
/// then is sent later.
const ANSWER_AFTER: Duration = Duration::from_secs(1);

/// POST: sends a link to the email, if a user has it.
///
/// Only a server learns whether there is such a user, and everybody in a project whose rules say so. All others get the same
/// answer at the same time: a token that names no user.
pub(crate) async fn ask(
    State(app): State<App>,
    Extension(mailer): Extension<Mailer>,
    caller: AuthedCaller,
    Valid(request): Valid<Counted<AskRecovery>>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let begun = Instant::now();
    let names = ("recovery.email", "recovery.client");
    let AskRecovery { email, link } = request.by_name_and_client(&app, &caller, names, TEN).await?;
    link.ensure_known(caller.project())?;
    let sending = Sending { app: &app, mailer: &mailer, caller: &caller, locale: &locale };
    sending.ensure_email(EmailFor::Account)?;
    let asked = Asked { sending, email, link };
    if caller.rules().reports_unknown_emails || caller.may_make_sessions() {
        return Ok(View::sent_token(asked.openly().await?));
    }
    Ok(View::sent_token(asked.quietly(begun).await?))
}

/// When a call is answered that began then: after the next whole number of seconds. So it does not say whether a user was found
/// either if the first call of KMS in a process takes more than one second.
fn answer_at(begun: Instant) -> Instant {
    let seconds = begun.elapsed().as_secs() + ANSWER_AFTER.as_secs();
    begun + Duration::from_secs(seconds)
}

/// A request for a link, which may be sent.
struct Asked<'a> {
    sending: Sending<'a>,
    email: Email,
    link: Link,
}

impl Asked<'_> {
    /// Sends the link, or says that there is no such user or that they are blocked.
    async fn openly(self) -> Result<NewToken> {
        let known = self.find().await?.ok_or(Error::UserNotFound)?;
        if !known.user().status {
            return Err(Error::UserBlocked);
        }
        let stored = self.store(known).await?;
        Ok(self.sending.deliver(stored, Mailer::BOUND).await)
    }

    /// Sends the link if there is such a user, but for no longer than until the answer, which is a token without a user. Also an
    /// error is answered then.
    async fn quietly(self, begun: Instant) -> Result<NewToken> {
        let stored = self.store_quietly().await;
        let at = answer_at(begun);
        let token = match stored {
            Ok(stored) => {
                let token = self.sending.deliver(stored, at.saturating_duration_since(Instant::now())).await;
                Ok(NewToken { user: None, ..token })
            }
            Err(error) => Err(error),
        };
        sleep_until(at).await;
        token
    }

    async fn store_quietly(&self) -> Result<Stored> {
        match self.find().await?.filter(|known| known.user().status) {
            Some(known) => self.store(known).await,
            None => self.of_nobody().await,
        }
    }

    async fn store(&self, known: KnownUser) -> Result<Stored> {
        let to = (Found::of(known), Address::Email(self.email.clone()));
        self.sending.store(to, TokenKind::Recovery, |token, secret| self.say(token, secret)).await
    }

    fn say(&self, token: &SignInToken, secret: &TokenSecret) -> MailKind {
        MailKind::Recovery { link: self.sending.link(&self.link, token, secret) }
    }

    async fn find(&self) -> Result<Option<KnownUser>> {
        self.sending.app.store.find_to_sign_in(self.sending.caller.project_id(), &self.email).await
    }

    /// A token that opens nothing, without a message.
    async fn of_nobody(&self) -> Result<Stored> {
        let to = Address::Email(self.email.clone());
        self.sending.store_nothing(to, TokenKind::Recovery, |token, secret| self.say(token, secret)).await
    }
}

pub(crate) struct AskRecovery {
    email: Email,
    link: Link,
}

impl FromParams for AskRecovery {
    fn from_params(params: &Params) -> Result<Self> {
        Ok(Self { email: params.email("email")?, link: params.required("url", text(Link::parse, Invalid::Url))? })
    }
}

impl Named for AskRecovery {
    fn name(params: &Params) -> String {
        email_or_sent(params)
    }
}

/// PUT: sets the new password. The link proves the email. Other links of the user do not work any more; their sessions stay or
/// end, by the dialect and the setting of the project.
pub(crate) async fn recover(
    State(app): State<App>,
    caller: AuthedCaller,
    Valid(request): Valid<Counted<Recover>>,
) -> Result<View, Refusal> {
    let Recover { confirm, password } = request.by_client(&app, &caller, "recovery.confirm", TEN).await?;
    caller.rules().ensure_uncommon("password", &password)?;
    let (project, secret) = (caller.project_id(), confirm.secret.hash());
    let token = app.store.find_recovery(project, &confirm.user, &secret, app.now()).await?;
    let sessions = caller.other_sessions(None);
    let password = app.recovered_password(&caller, &confirm.user, password, sessions).await?;
    app.store.recover(project, &token, &password, &caller.change_of(&confirm.user)?).await?;
    Ok(View::used_token(NewToken::without_secret(token)))
}

pub(crate) struct Recover {
    confirm: Confirm,
    password: Password,
}

impl FromParams for Recover {
    fn from_params(params: &Params) -> Result<Self> {
        let password_rule = || text(Password::parse, Invalid::PasswordTooShort);
        let (confirm, password) = (Confirm::from_params(params)?, params.required("password", password_rule())?);
        // From 1.0 on, whatever repeats the password is ignored (source: docs/reference/appwrite/recovery.md#password-recovery).
        if !params.is_v1() && !params.required("passwordAgain", password_rule())?.is(&password) {
            return Err(Error::PasswordMismatch);
        }
        Ok(Self { confirm, password })
    }
}

impl Named for Recover {
    fn name(params: &Params) -> String {
        params.sent("userId").unwrap_or_default()
    }
}
