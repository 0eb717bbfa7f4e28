//! The user that a sign-in with a provider signs in, and what begins then.

use crate::outside::Outside;
use crate::visit::Visit;
use roster_api::{Begins, FoundAccount, NewIdentity, NewSession};
use roster_core::{
    Change, Error, Factor, Joining, Linking, NewUser, OAuthForm, OAuthState, ProviderAccount, Result, SecretHash,
    SessionId, SessionToken, SignInEffects, SignInToken, Timestamp, TokenSecret, Ulid, User, UserId, identity_context,
};
use roster_providers::ProviderTokens;
use roster_sign_in::{client_and_country, session_alert};

/// How often the account is looked up again when somebody else uses it at the same time.
const TRIES: usize = 3;

/// Somebody who came back from a provider.
pub(crate) struct SignIn<'a> {
    pub(crate) visit: &'a Visit,
    pub(crate) outside: &'a Outside,
    pub(crate) begun: &'a OAuthState,
    pub(crate) account: &'a ProviderAccount,
    pub(crate) tokens: &'a ProviderTokens,
}

/// What began.
pub(crate) enum Outcome {
    /// A session, with its end.
    Session(SessionToken, Timestamp),
    /// A token of a user, with its secret.
    Token {
        /// The user.
        user: UserId,
        /// The secret.
        secret: TokenSecret,
    },
}

/// A session or a token that is to begin.
enum New {
    Session(Box<(NewSession, SecretHash, SignInEffects)>),
    Token(SignInToken, TokenSecret),
}

impl New {
    fn begins(&self) -> Begins<'_> {
        match self {
            Self::Session(of) => Begins::Session(&of.0.session, &of.1, &of.2),
            Self::Token(token, _) => Begins::Token(token),
        }
    }

    fn into_outcome(self) -> Outcome {
        match self {
            Self::Session(of) => Outcome::Session(of.0.token, of.0.session.expires_at),
            Self::Token(token, secret) => Outcome::Token { user: token.user, secret },
        }
    }
}

impl SignIn<'_> {
    /// Signs the user in, or links the account with the one who was signed in when it began.
    pub(crate) async fn run(self) -> Result<Outcome> {
        if let Some(linking) = &self.begun.linking {
            return self.link(linking).await;
        }
        let mut tries = 1;
        loop {
            match self.attempt().await {
                // Somebody else has signed in with the account, or signed up with its email, at the same time.
                Err(Error::Contention | Error::UserAlreadyExists) if tries < TRIES => tries += 1,
                done => return done,
            }
        }
    }

    async fn attempt(&self) -> Result<Outcome> {
        let found = self.visit.app.store.find_account(&self.visit.project().id, self.account).await?;
        match found.join(self.account)? {
            Joining::Known | Joining::Join { .. } => self.enter(found).await,
            Joining::Create => self.sign_up(&found).await,
        }
    }

    /// A user who exists.
    async fn enter(&self, found: FoundAccount) -> Result<Outcome> {
        let (visit, project) = (self.visit, &self.visit.project().id);
        let known = found.user().ok_or(Error::Contention)?;
        let user = known.user().clone();
        let context = found.context(project, self.account).ok_or(Error::Contention)?;
        let change = visit.caller.change_of(&user.id)?;
        let mut new = self.begin(&user.id, &[])?;
        if let New::Session(of) = &mut new {
            let session = &of.0.session;
            of.2.alert = session_alert(&visit.app, &visit.caller, (&known, session), &change, &visit.locale).await?;
        }
        let identity = self.identity(&context).await?;
        visit.app.store.sign_in_with_account(project, found, &identity, &new.begins(), &change).await?;
        self.end_oldest(&user.id, &new).await;
        Ok(new.into_outcome())
    }

    /// Somebody new. An email that the provider has not verified does not become theirs: whoever owns it would find an account
    /// with a stranger in it.
    async fn sign_up(&self, found: &FoundAccount) -> Result<Outcome> {
        let (app, caller, project) = (&self.visit.app, &self.visit.caller, self.visit.project());
        let email = self.account.email.clone().filter(|_| self.account.email_verified);
        app.ensure_may_sign_up(caller, email.as_ref()).await?;
        let id = UserId::generate(app.now(), app.random()? as u64);
        let change = caller.change_of(&id)?;
        let new = self.begin(&id, &[])?;
        let context = self.context_of(&id, change.id);
        let identity = self.identity(&context).await?;
        let name = self.account.name.clone().unwrap_or_default();
        let user = NewUser { id, email, phone: None, name, password: None };
        app.store.sign_up_with_account(project, user, (found, &identity), &new.begins(), &change).await?;
        Ok(new.into_outcome())
    }

    /// The user who was signed in when it began, and still is. As in Appwrite another session begins in place of theirs; it has the
    /// factors of that one, too.
    async fn link(&self, linking: &Linking) -> Result<Outcome> {
        let (app, caller, project) = (&self.visit.app, &self.visit.caller, &self.visit.project().id);
        let change = caller.change_of(&linking.user)?;
        let factors = self.still_signed_in(linking).await?;
        let new = self.begin(&linking.user, &factors)?;
        let identity = self.identity(&self.context_of(&linking.user, linking.cid)).await?;
        let user = app.store.link_account(project, linking, &identity, Some(&new.begins()), &change).await?;
        if let (New::Session(..), Some(former)) = (&new, &linking.session) {
            self.end_former(&user, former, &change).await;
        }
        self.end_oldest(&linking.user, &new).await;
        Ok(new.into_outcome())
    }

    /// The factors of the session in which the linking began.
    ///
    /// # Errors
    /// [`Error::SessionNotFound`] when it has ended since, or the user is another one.
    async fn still_signed_in(&self, linking: &Linking) -> Result<Vec<Factor>> {
        let (app, project) = (&self.visit.app, &self.visit.project().id);
        let Some(session) = &linking.session else { return Ok(Vec::new()) };
        let found = app.store.find_session_by_id(project, &linking.user, session, app.now()).await?;
        let found = found.filter(|found| found.incarnation() == linking.cid && !found.lacks_factors());
        found.and_then(|found| found.session).map(|session| session.factors).ok_or(Error::SessionNotFound)
    }

    async fn end_former(&self, user: &User, former: &SessionId, change: &Change) {
        let ended = async {
            let change = self.visit.app.change(change.origin.clone())?;
            self.visit.app.store.delete_session(&self.visit.project().id, &user.id, former, &change).await
        };
        if let Err(cause) = ended.await {
            tracing::warn!(?cause, "the session of before an account was linked stays");
        }
    }

    async fn end_oldest(&self, user: &UserId, new: &New) {
        if let New::Session(of) = new {
            self.visit.app.end_oldest_sessions(&self.visit.caller, user, &of.0.session.id).await;
        }
    }

    /// What begins: with the account as a factor, beside those that the user has shown before.
    fn begin(&self, user: &UserId, factors: &[Factor]) -> Result<New> {
        let (app, caller, account) = (&self.visit.app, &self.visit.caller, self.account);
        if self.begun.form == OAuthForm::Token {
            let (token, secret) = app.new_account_token(user, (account.provider, account.uid.clone()))?;
            return Ok(New::Token(token, secret));
        }
        let (client, country) = client_and_country(app, caller.origin());
        let mut new =
            app.new_session(caller, user, (account.provider.as_str(), account.uid.as_str()), client, country)?;
        new.session.factors = factors.iter().copied().filter(|factor| *factor != Factor::OAuth2).collect();
        new.session.factors.push(Factor::OAuth2);
        let (hash, effects) =
            (new.token.hash(), SignInEffects { is_access: caller.is_v1(), ..SignInEffects::default() });
        Ok(New::Session(Box::new((new, hash, effects))))
    }

    fn context_of(&self, user: &UserId, cid: Ulid) -> String {
        identity_context(&self.visit.project().id, (user, cid), (self.account.provider, &self.account.uid))
    }

    async fn identity(&self, context: &str) -> Result<NewIdentity<'_>> {
        let tokens = self.outside.seal(context, self.tokens, self.visit.app.now()).await?;
        Ok(NewIdentity { account: self.account, tokens })
    }
}
