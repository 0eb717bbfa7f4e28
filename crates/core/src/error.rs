//! Every way in which a call can fail, named by its outcome.

mod construct;

pub use construct::{Cause, Result};

use crate::{
    Attempts, Attribute, AuthMethod, Email, EmailFor, Invalid, JwtFault, MembershipId, Role, Scope, TeamId, UserId,
    WebOrigin,
};

/// Why a call failed.
///
/// `Display` is always safe to send: of the values that the caller sent, it has only ids that passed their rule. The
/// texts that callers read, and the status codes, are chosen by dialect in the `api` crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A required parameter was not sent.
    #[error("parameter {0} is missing")]
    ParamMissing(&'static str),
    /// A parameter does not follow its rule.
    #[error("parameter {param} is invalid: {reason}")]
    ParamInvalid {
        /// The name of the parameter, as the API spells it.
        param: &'static str,
        /// The rule that the value does not follow.
        reason: Invalid,
    },
    /// The body is not in the form that its content type says.
    #[error("the body is malformed: {0}")]
    BodyMalformed(String),
    /// No route has this path and method.
    #[error("no such route")]
    RouteNotFound,

    /// A client calls from a web origin that the project does not know.
    #[error("unknown origin")]
    OriginUnknown(WebOrigin),
    /// The project has switched this method off.
    #[error("the method {0:?} is switched off")]
    MethodDisabled(AuthMethod),
    /// Nobody can sign up in the project.
    #[error("sign-up is switched off")]
    SignUpDisabled,
    /// The project has as many users as it may have.
    #[error("too many users")]
    TooManyUsers,
    /// The project takes no email of this domain.
    #[error("the domain of the email is not allowed")]
    EmailDomainNotAllowed,
    /// The new password is one of the last passwords of the user.
    #[error("the password was used before")]
    PasswordRecentlyUsed,
    /// The new password contains data of the user.
    #[error("the password contains data of the user")]
    PasswordPersonal,
    /// The email or the password is wrong; the answer does not say which.
    #[error("wrong credentials")]
    CredentialsInvalid,
    /// The user is blocked.
    #[error("the user is blocked")]
    UserBlocked,
    /// The JWT is malformed, was not signed by this service, or has expired.
    #[error("the token is not valid: {0:?}")]
    JwtInvalid(JwtFault),
    /// The call needs a session, and the caller has none.
    #[error("no session")]
    SessionMissing,
    /// The caller is authenticated, but is not allowed to do this.
    #[error("not authorized")]
    Unauthorized,
    /// Too many attempts; holds the counter, with the time at which it starts again.
    #[error("too many attempts")]
    TooManyAttempts(Attempts),

    /// The project of the request does not exist.
    #[error("no such project")]
    ProjectNotFound,
    /// An API key was sent, but no project id.
    #[error("a key without a project")]
    ProjectIdMissing,
    /// The caller has none of the scopes that the call needs.
    #[error("{role:?} lacks a scope")]
    ScopeMissing {
        /// The caller.
        role: Role,
        /// The scopes of which the call needs one.
        scopes: &'static [Scope],
    },
    /// The API key has expired.
    #[error("the key has expired")]
    KeyExpired,

    /// The user does not exist.
    #[error("no such user")]
    UserNotFound,
    /// The id, the email or the phone of a new user belongs to another user.
    #[error("a user with this id, email or phone exists")]
    UserAlreadyExists,
    /// Another user has this email.
    #[error("another user has this email")]
    EmailAlreadyExists,
    /// Another user has this phone.
    #[error("another user has this phone")]
    PhoneAlreadyExists,
    /// No user has the id that is the cursor of a list.
    #[error("no user has the id of the cursor")]
    CursorNotFound(UserId),
    /// No team has the id that is the cursor of a list.
    #[error("no team has the id of the cursor")]
    TeamCursorNotFound(TeamId),
    /// No membership of the team has the id that is the cursor of a list.
    #[error("no membership has the id of the cursor")]
    MembershipCursorNotFound(MembershipId),
    /// The user has no such session.
    #[error("no such session")]
    SessionNotFound,
    /// The team does not exist.
    #[error("no such team")]
    TeamNotFound,
    /// The request does not say which user is to join a team.
    #[error("no user is named")]
    InviteeMissing,
    /// No user has the id with which a request says who is to join a team.
    #[error("no user has the id of the invitee")]
    InviteeNotFound,
    /// These two parameters (`userId`, `email`, `phone`) name different users that are to join a team.
    #[error("{0} and {1} are not of one user")]
    InviteeMismatch(&'static str, &'static str),
    /// A team with this id exists.
    #[error("a team with this id exists")]
    TeamAlreadyExists,
    /// The user is already a member of the team.
    #[error("already a member")]
    MembershipAlreadyExists,
    /// A URL has a host that the project does not list, or `http` where it lists `https`; holds what is wrong, and what it lists.
    #[error("unknown host")]
    HostUnknown(String, Vec<String>),
    /// The secret of an invitation is wrong.
    #[error("wrong secret")]
    InvitationInvalid,
    /// The team has no such membership.
    #[error("no such membership")]
    MembershipNotFound,
    /// There is no such membership that an invitation could be accepted for.
    #[error("no such membership to confirm")]
    InvitationNotFound,
    /// An invitation has no URL.
    #[error("no URL is named")]
    UrlMissing,
    /// The user has been invited to the team, or is a member of it.
    #[error("already invited")]
    AlreadyInvited,
    /// The user is not an owner of the team, and only owners invite.
    #[error("only owners invite")]
    InvitingNotAllowed,
    /// The invitation is for another user than the one who is named, or who is signed in; holds the email of the latter.
    #[error("the invitation is for another user")]
    InvitationMismatch(Option<Email>),
    /// The invitation names another team than the one of the membership.
    #[error("the membership is of another team")]
    InvitationOfOtherTeam,
    /// The member has accepted the invitation before.
    #[error("the membership is confirmed")]
    MembershipConfirmed,
    /// The user has no such target.
    #[error("no such target")]
    TargetNotFound,
    /// A target with this id or this identifier exists.
    #[error("a target with this id or identifier exists")]
    TargetAlreadyExists,
    /// The target is derived from the user's email or phone, and changes only with them.
    #[error("the target is derived from the user")]
    TargetIsOwn,
    /// The user has as many targets as the service stores.
    #[error("too many targets")]
    TooManyTargets,
    /// The identifier of a target is not an email.
    #[error("the identifier is not a valid email")]
    TargetEmailInvalid,
    /// The identifier of a target is not a phone.
    #[error("the identifier is not a valid phone")]
    TargetPhoneInvalid,
    /// No provider of messages has this id.
    #[error("no such provider")]
    ProviderNotFound,
    /// The session was not created with another provider, so it has no tokens that could be renewed.
    #[error("the provider of the session has no tokens")]
    ProviderUnsupported,
    /// An account at a provider, which belongs to nobody, has no email.
    #[error("the provider said no email")]
    ProviderEmailMissing,
    /// A user has the email of an account at a provider that belongs to nobody, and the provider has not verified the email.
    #[error("the provider has not verified the email")]
    ProviderEmailNotVerified,
    /// A user has the email of an account at a provider that belongs to nobody, has not verified it, and can sign in in another
    /// way: so must they, to verify the email and link the account.
    #[error("the user with the email signs in in another way")]
    AccountNotJoined,
    /// The user has as many identities as the service stores.
    #[error("too many identities")]
    TooManyIdentities,
    /// There is no such identity.
    #[error("no such identity")]
    IdentityNotFound,
    /// The user has no such authenticator.
    #[error("no such authenticator")]
    AuthenticatorNotFound,
    /// The user has a verified authenticator, and can have one only.
    #[error("the authenticator is verified")]
    AuthenticatorVerified,
    /// The code of an authenticator or of a challenge is wrong, used, or expired, or there is no such challenge.
    #[error("the code is wrong or too old")]
    CodeInvalid,
    /// No challenge was passed in this session recently.
    #[error("a recent challenge is required")]
    ChallengeRequired,
    /// There is no such challenge.
    #[error("no such challenge")]
    ChallengeNotFound,
    /// The user has no recovery codes.
    #[error("no recovery codes")]
    RecoveryCodesNotFound,
    /// The user already has recovery codes.
    #[error("recovery codes exist")]
    RecoveryCodesAlreadyExist,
    /// The session lacks a second factor of its user.
    #[error("more factors are required")]
    MoreFactorsRequired,
    /// The token that would sign a user in is wrong, used, or expired.
    #[error("the token is wrong or too old")]
    TokenInvalid,
    /// The token that would verify an email or a phone is wrong, used, or expired.
    #[error("the token of the verification is wrong or too old")]
    VerificationInvalid,
    /// The token that would set a new password is wrong, used, or expired.
    #[error("the token of the recovery is wrong or too old")]
    RecoveryInvalid,
    /// A password and its repetition differ.
    #[error("the passwords differ")]
    PasswordMismatch,
    /// The user has no email.
    #[error("the user has no email")]
    EmailMissing,
    /// The user has no phone.
    #[error("the user has no phone")]
    PhoneMissing,
    /// The email of the user is not verified.
    #[error("the email is not verified")]
    EmailNotVerified,
    /// The phone of the user is not verified.
    #[error("the phone is not verified")]
    PhoneNotVerified,
    /// The email of the user is verified already.
    #[error("the email is verified already")]
    EmailAlreadyVerified,
    /// The phone of the user is verified already.
    #[error("the phone is verified already")]
    PhoneAlreadyVerified,
    /// A signed-in user would begin another session.
    #[error("a session is active")]
    SessionAlreadyExists,
    /// The deployment sends no emails; holds what the email would be for.
    #[error("emails are not configured")]
    EmailDisabled(EmailFor),
    /// The deployment sends no text messages.
    #[error("text messages are not configured")]
    TextDisabled,
    /// The deployment has no key that encrypts secrets, or the key cannot be used.
    #[error("the key of the secrets is not configured")]
    SecretKeyMissing,
    /// The deployment does not keep statistics of usage.
    #[error("statistics of usage are not kept")]
    UsageDisabled,

    /// The API key that is to be revoked does not exist.
    #[error("no such key")]
    KeyNotFound,
    /// The project has no template for this kind of message and language.
    #[error("no such template")]
    TemplateNotFound,
    /// A project or an API key with this id or secret exists.
    #[error("{0} exists already")]
    AlreadyExists(&'static str),

    /// The search would have to read more users than a request can.
    #[error("the search is too broad")]
    SearchTooBroad,
    /// The queries would have to read or sort more users than a request can.
    #[error("the queries are too broad")]
    QueriesTooBroad,
    /// The entry at the cursor has no value of the attribute by which the list is sorted.
    #[error("the entry at the cursor has no value of the attribute of the order")]
    OrderValueMissing(Attribute),
    /// No entry of the list has the id that is the cursor; holds the name of an entry (`Target`).
    #[error("no entry has the id of the cursor")]
    EntryCursorNotFound(&'static str, UserId),
    /// The answer is larger than the platform can return.
    #[error("the answer is too large")]
    AnswerTooLarge,

    /// The table cannot serve the call now; the same call may succeed later.
    #[error("the database is not available")]
    Unavailable(#[source] Cause),
    /// Other calls changed the same item during every attempt.
    #[error("too many concurrent changes")]
    Contention,
    /// A bug, or an item that is not in its stored form.
    #[error("internal error")]
    Internal(#[source] Cause),
}
