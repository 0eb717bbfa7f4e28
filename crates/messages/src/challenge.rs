//! `/v1/account/mfa/challenges`: presenting a second factor.

use axum::Extension;
use axum::extract::State;
use roster_api::{App, FromParams, Locale, Oneself, Params, Refusal, Valid, View, counter_of, text};
use roster_core::{
    Challenge, ChallengeId, EmailFor, Error, Factor, Invalid, Language, RateLimit, Result, SecretHash, SentCode,
    Timestamp, TokenSecret, TotpSecret, User, authenticator_context,
};
use roster_mail::{MailKind, Mailer, Message, Recipient};
use roster_sign_in::session_view;
use roster_store::{OpenChallenge, Passed};

/// Challenges of one user in an hour (source: docs/reference/appwrite/mfa.md#challenges).
const CHALLENGES: RateLimit = RateLimit::an_hour(10);
/// Codes that are tried for one challenge in an hour (source: docs/reference/appwrite/mfa.md#challenges).
const CODES_OF_A_CHALLENGE: RateLimit = RateLimit::an_hour(10);
/// Codes that are tried for all challenges of one user in an hour: of a million, an authenticator accepts three at a time, so
/// somebody who knows the password needs some 3,300 hours on average.
const CODES_OF_A_USER: RateLimit = RateLimit::an_hour(100);
/// Longest id of a challenge that is looked at, in characters (source: docs/reference/appwrite/mfa.md#for-users).
const MAX_ID_CHARS: usize = 256;

/// POST /v1/account/mfa/challenges
///
/// A code is sent for `email` and `phone`. The other factors need none; whether the user has them is found out when the challenge
/// is passed.
pub(crate) async fn create_challenge(
    State(app): State<App>,
    Extension(mailer): Extension<Mailer>,
    Oneself { member, signed_in }: Oneself,
    asked: Result<Valid<CreateChallenge>, Refusal>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let counter = counter_of("account.mfa.challenges", member.user.id.as_str(), CHALLENGES);
    let CreateChallenge(factor) = app.valid_or_shown(&member.caller, asked, Some(&counter)).await?;
    app.count_calls(&member.caller, &counter).await?;
    let (project, change) = (member.caller.project(), member.caller.change()?);
    let sending = recipient(&mailer, factor, &member.user)?.map(|to| Sending::new(&app, to)).transpose()?;
    let challenge = new_challenge(&app, factor, &member.user, (sending.as_ref(), change.at))?;
    let Some(Sending { to, code, .. }) = sending else {
        app.store.create_challenge(&project.id, &signed_in, (&challenge, None), &change).await?;
        return Ok(View::new_challenge(challenge));
    };
    let (kind, language) = (kind_of(&to, &code), Language::of_locale(&locale));
    let message = Message::new(project, &member.user.id, change.id, to, kind, language).valid_for(Challenge::LIFETIME);
    let message = mailer.prepare(message, change.at, challenge.expires_at).await?;
    app.store.create_challenge(&project.id, &signed_in, (&challenge, Some(message.entry())), &change).await?;
    mailer.deliver(&app.store, message, Mailer::BOUND).await;
    Ok(View::new_challenge(challenge))
}

/// The factor that is asked for.
pub(crate) struct CreateChallenge(Factor);

impl FromParams for CreateChallenge {
    fn from_params(params: &Params) -> Result<Self> {
        let rule = text(Factor::parse_for_challenge, Invalid::OneOf(Factor::OF_CHALLENGES));
        Ok(Self(params.required("factor", rule)?))
    }
}

/// A code that is to be sent.
struct Sending {
    to: Recipient,
    code: TokenSecret,
    hashes: SentCode,
}

impl Sending {
    fn new(app: &App, to: Recipient) -> Result<Self> {
        let code = TokenSecret::create_code(app.random()?);
        let address = match &to {
            Recipient::Email { email, .. } => SecretHash::of(email.as_str()),
            Recipient::Phone(phone) => SecretHash::of(phone.as_str()),
        };
        Ok(Self { to, hashes: SentCode { code: code.hash(), to: address }, code })
    }
}

/// Where the code of a factor goes; `None` for factors whose codes are not sent.
fn recipient(mailer: &Mailer, factor: Factor, user: &User) -> Result<Option<Recipient>> {
    match factor {
        Factor::Email => {
            mailer.ensure_email(EmailFor::SignIn)?;
            let email = user.email.clone().ok_or(Error::EmailMissing)?;
            let to = Recipient::Email { email, name: user.name.clone() };
            if user.email_verified { Ok(Some(to)) } else { Err(Error::EmailNotVerified) }
        }
        Factor::Phone => {
            mailer.ensure_text()?;
            let phone = user.phone.clone().ok_or(Error::PhoneMissing)?;
            if user.phone_verified { Ok(Some(Recipient::Phone(phone))) } else { Err(Error::PhoneNotVerified) }
        }
        _ => Ok(None),
    }
}

fn kind_of(to: &Recipient, code: &TokenSecret) -> MailKind {
    let code = code.reveal().to_owned();
    match to {
        Recipient::Email { .. } => MailKind::FactorCode { code },
        Recipient::Phone(_) => MailKind::FactorText { code },
    }
}

fn new_challenge(
    app: &App,
    factor: Factor,
    user: &User,
    (sending, now): (Option<&Sending>, Timestamp),
) -> Result<Challenge> {
    Ok(Challenge {
        id: ChallengeId::generate(now, app.random()? as u64),
        user: user.id.clone(),
        factor,
        sent: sending.map(|sending| sending.hashes.clone()),
        created_at: now,
        // In whole seconds, as the table's time to live.
        expires_at: Timestamp::from_secs(now.after(Challenge::LIFETIME).as_secs()),
    })
}

/// PUT /v1/account/mfa/challenges
///
/// A challenge that does not exist, has expired or was passed gets the same answer as a wrong code.
pub(crate) async fn pass_challenge(
    State(app): State<App>,
    Extension(mailer): Extension<Mailer>,
    Oneself { member, signed_in }: Oneself,
    Valid(ChallengeAttempt { id, attempt }): Valid<ChallengeAttempt>,
    Locale(locale): Locale,
) -> Result<View, Refusal> {
    let user = member.user.id.as_str();
    let by_challenge = counter_of("account.mfa.challenge", &format!("{user}#{id}"), CODES_OF_A_CHALLENGE);
    let PassChallenge { id, code } = app.valid_or_shown(&member.caller, attempt, Some(&by_challenge)).await?;
    let by_user = counter_of("account.mfa.codes", user, CODES_OF_A_USER);
    tokio::try_join!(app.count_calls(&member.caller, &by_challenge), app.count_calls(&member.caller, &by_user))?;
    let (project, change) = (member.caller.project_id(), member.caller.change()?);
    let id = ChallengeId::parse(&id).map_err(|_| Error::CodeInvalid)?;
    let open = app.store.find_challenge(project, &signed_in, &id, change.at).await?;
    let passed = check(&mailer, &member, (&open, &code), change.at).await?;
    let session = app.store.pass_challenge(project, &signed_in, (&open, &passed), &change).await?;
    // The sign-in is complete. Before, whoever knows only the password would end the sessions of the user.
    if signed_in.lacks_factors() {
        app.end_oldest_sessions(&member.caller, &member.user.id, &session.id).await;
    }
    Ok(View::session(session_view(&app, session, true, &locale)))
}

/// A code that may be invalid, with the id of the challenge as it was sent, by which it is counted.
pub(crate) struct ChallengeAttempt {
    id: String,
    attempt: Result<Valid<PassChallenge>, Refusal>,
}

impl FromParams for ChallengeAttempt {
    fn from_params(params: &Params) -> Result<Self> {
        let attempt = PassChallenge::from_params(params).map(Valid).map_err(Refusal::from);
        Ok(Self { id: params.sent("challengeId").unwrap_or_default(), attempt })
    }
}

pub(crate) struct PassChallenge {
    id: String,
    code: TokenSecret,
}

impl FromParams for PassChallenge {
    fn from_params(params: &Params) -> Result<Self> {
        let id = |id: &str| {
            let fits = (1..=MAX_ID_CHARS).contains(&id.chars().count());
            if fits { Ok(id.to_owned()) } else { Err(Invalid::Text(MAX_ID_CHARS)) }
        };
        Ok(Self {
            id: params.required("challengeId", text(id, Invalid::Text(MAX_ID_CHARS)))?,
            code: params.required("otp", text(TokenSecret::parse, Invalid::Text(TokenSecret::MAX_CHARS)))?,
        })
    }
}

/// Compares the code that was sent for a challenge.
///
/// # Errors
/// [`Error::CodeInvalid`] for a wrong one, also when the user does not have the factor.
async fn check(
    mailer: &Mailer,
    member: &roster_api::SignedInUser,
    (open, code): (&OpenChallenge, &TokenSecret),
    now: Timestamp,
) -> Result<Passed> {
    let passed = match open.challenge.factor {
        Factor::Totp => {
            let authenticator = open.authenticator.as_ref().ok_or(Error::CodeInvalid)?;
            let context = authenticator_context(member.caller.project_id(), open.incarnation());
            let opened = mailer.keyring().open(&context, &authenticator.sealed).await?;
            let secret = TotpSecret::from_stored(&opened);
            secret.step_of(code.reveal(), authenticator.last_step, now).map(Passed::Totp)
        }
        Factor::RecoveryCode => open.without_recovery_code(code.reveal()).map(Passed::RecoveryCode),
        _ => open.challenge.accepts(&code.hash(), &member.user).then_some(Passed::Sent),
    };
    passed.ok_or(Error::CodeInvalid)
}
