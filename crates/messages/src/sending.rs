//! Storing a token together with its message, and sending that message.

use crate::new_user::{Address, Found, find_or_create};
use roster_api::{App, AuthedCaller, NewToken, time_text};
use roster_core::{
    Change, EmailFor, Language, Link, Name, NewUser, NewUserId, Phone, Result, SignInToken, TokenKind, TokenSecret,
    User, UserId,
};
use roster_mail::{MailKind, Mailer, Message, Prepared, Recipient};
use std::time::Duration;

/// What is needed to send a message for a caller.
pub(crate) struct Sending<'a> {
    pub(crate) app: &'a App,
    pub(crate) mailer: &'a Mailer,
    pub(crate) caller: &'a AuthedCaller,
    /// The locale of the caller, in whose language the message is.
    pub(crate) locale: &'a str,
}

/// A token whose message is in the outbox.
pub(crate) struct Stored {
    token: SignInToken,
    secret: TokenSecret,
    /// None for a phone with a fixed code, and for a server of a deployment that sends nothing.
    message: Option<Prepared>,
}

impl Sending<'_> {
    /// Accepts a call that needs an email. A server gets the secret, and may send it by its own means.
    ///
    /// # Errors
    /// As `Mailer::ensure_email`.
    pub(crate) fn ensure_email(&self, what: EmailFor) -> Result<()> {
        if self.is_for_server() { Ok(()) } else { self.mailer.ensure_email(what) }
    }

    /// Accepts a call that needs a text message to this phone, unless the phone has a fixed code.
    ///
    /// # Errors
    /// As `Mailer::ensure_text`.
    pub(crate) fn ensure_text(&self, phone: Option<&Phone>) -> Result<()> {
        let is_fixed = phone.is_some_and(|phone| self.caller.rules().mock_code(phone).is_some());
        if is_fixed || self.is_for_server() { Ok(()) } else { self.mailer.ensure_text() }
    }

    /// Whether the caller is a server that may make sessions, and no user.
    fn is_for_server(&self) -> bool {
        self.caller.may_make_sessions() && self.caller.signed_in().is_none()
    }

    /// Sends a token to this email or phone, whose user is created if nobody has it; `id` is that of a new user.
    ///
    /// # Errors
    /// As [`find_or_create`] and [`Sending::send`].
    pub(crate) async fn send_to_anybody(
        &self,
        (id, address): (NewUserId, Address),
        kind: TokenKind,
        say: impl FnOnce(&SignInToken, &TokenSecret) -> MailKind,
    ) -> Result<NewToken> {
        let found = find_or_create(self.app, self.caller, id, &address).await?;
        self.send((found, address), kind, say).await
    }

    /// Stores a token and sends its message. If the message cannot be sent now, it is sent later, and the caller gets the same answer.
    ///
    /// # Errors
    /// As [`Sending::store`].
    pub(crate) async fn send(
        &self,
        to: (Found, Address),
        kind: TokenKind,
        say: impl FnOnce(&SignInToken, &TokenSecret) -> MailKind,
    ) -> Result<NewToken> {
        let stored = self.store(to, kind, say).await?;
        Ok(self.deliver(stored, Mailer::BOUND).await)
    }

    /// Stores a token with its message in the outbox: both, or none. `say` makes the text of the token and its secret.
    ///
    /// # Errors
    /// [`roster_core::Error::UserNotFound`] when the user was deleted meanwhile, those of `Mailer::prepare`, and those of every
    /// call.
    pub(crate) async fn store(
        &self,
        (Found { user, known }, address): (Found, Address),
        kind: TokenKind,
        say: impl FnOnce(&SignInToken, &TokenSecret) -> MailKind,
    ) -> Result<Stored> {
        let (project, change) = (self.caller.project(), self.caller.change_of(&user.id)?);
        let fixed = self.fixed_code(&address);
        let (token, secret) = self.app.new_sent_token(&user, (kind, fixed), self.caller.is_v1())?;
        let message = match self.recipient(&user, address).filter(|_| fixed.is_none()) {
            Some(to) => Some(self.prepare((&token, to), say(&token, &secret), &change).await?),
            None => None,
        };
        let stored = (&token, message.as_ref().map(Prepared::entry));
        self.app.store.create_account_token(&project.id, known, stored, &change).await?;
        Ok(Stored { token, secret, message })
    }

    /// Does what [`Sending::store`] does, for somebody who is no user: the message is made and encrypted, and nothing is written. A
    /// key that is slow, or that cannot be used, then says nothing about who is a user.
    ///
    /// # Errors
    /// Those of `Mailer::prepare`.
    pub(crate) async fn store_nothing(
        &self,
        address: Address,
        kind: TokenKind,
        say: impl FnOnce(&SignInToken, &TokenSecret) -> MailKind,
    ) -> Result<Stored> {
        let (now, random) = (self.app.now(), self.app.random()? as u64);
        let new = NewUser {
            id: UserId::generate(now, random),
            email: None,
            phone: None,
            name: Name::default(),
            password: None,
        };
        let nobody = User::create(new, now);
        let change = self.caller.change_of(&nobody.id)?;
        let (token, secret) = self.app.new_sent_token(&nobody, (kind, None), self.caller.is_v1())?;
        if let Some(to) = self.recipient(&nobody, address) {
            self.prepare((&token, to), say(&token, &secret), &change).await?;
        }
        Ok(Stored { token, secret, message: None })
    }

    /// The fixed code of a phone, if the project gives it one.
    fn fixed_code(&self, address: &Address) -> Option<&str> {
        match address {
            Address::Email(_) => None,
            Address::Phone(phone) => self.caller.rules().mock_code(phone),
        }
    }

    /// The recipient of a message, if the deployment sends any of this kind.
    fn recipient(&self, user: &User, address: Address) -> Option<Recipient> {
        match address {
            Address::Email(email) => {
                self.mailer.can_email().then(|| Recipient::Email { email, name: user.name.clone() })
            }
            Address::Phone(phone) => self.mailer.can_text().then_some(Recipient::Phone(phone)),
        }
    }

    /// The message of a token, which is not worth sending once the token has expired.
    async fn prepare(
        &self,
        (token, to): (&SignInToken, Recipient),
        said: MailKind,
        change: &Change,
    ) -> Result<Prepared> {
        let lifetime = Duration::from_secs(token.expires_at.as_secs().saturating_sub(token.created_at.as_secs()));
        let language = Language::of_locale(self.locale);
        let message =
            Message::new(self.caller.project(), &token.user, change.id, to, said, language).valid_for(lifetime);
        self.mailer.prepare(message, change.at, token.expires_at).await
    }

    /// Sends the message of a stored token within this time; what is not sent by then, the sweeper sends. Returns the token as
    /// the caller sees it: with its secret if the caller is a server, which may send it by its own means.
    pub(crate) async fn deliver(&self, stored: Stored, within: Duration) -> NewToken {
        let Stored { token, secret, message } = stored;
        if let Some(message) = message {
            self.mailer.deliver(&self.app.store, message, within).await;
        }
        if self.is_for_server() { NewToken::of(token, &secret) } else { NewToken::without_secret(token) }
    }

    /// The link to the page that reads the token from it (source: docs/reference/appwrite/recovery.md#links).
    pub(crate) fn link(&self, link: &Link, token: &SignInToken, secret: &TokenSecret) -> String {
        let expire = time_text(token.expires_at, self.caller.is_v1());
        let of_token = [("userId", token.user.as_str()), ("secret", secret.reveal()), ("expire", expire.as_str())];
        match token.kind {
            TokenKind::MagicUrl => {
                let of_project = [("project", self.caller.project_id().as_str())];
                link.with(&[&of_token[..], &of_project[..]].concat())
            }
            _ => link.with(&of_token),
        }
    }
}

/// The text message with a code.
pub(crate) fn code_message(secret: &TokenSecret) -> MailKind {
    MailKind::PhoneCode { code: secret.reveal().to_owned() }
}
