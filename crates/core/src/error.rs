//! Every way in which a call can fail, named by its outcome.

use crate::{Attempts, Attribute, MembershipId, ProjectId, QueryError, Scope, TeamId, UserId};

/// The result of everything that can fail with an [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The boxed cause of a failure that is ours and not the caller's: for the log, never for the caller.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a call failed.
///
/// `Display` is always safe to send: it holds nothing that the caller sent but ids that passed their rule. The texts that
/// callers read, and the status codes, are chosen by dialect in the `api` crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A required parameter was not sent.
    #[error("parameter {0} is missing")]
    ParamMissing(&'static str),
    /// A parameter breaks its rule.
    #[error("parameter {param} is invalid: {reason}")]
    ParamInvalid {
        /// The name of the parameter, as the API spells it.
        param: &'static str,
        /// The rule that it breaks.
        reason: Invalid,
    },
    /// The body is not what its content type says.
    #[error("the body is malformed: {0}")]
    BodyMalformed(String),
    /// No route has this path and method.
    #[error("no such route")]
    RouteNotFound,

    /// A browser calls from a page that the project does not know; holds the page's host.
    #[error("unknown origin")]
    OriginUnknown(String),
    /// The address or the password is wrong; nobody is told which.
    #[error("wrong credentials")]
    CredentialsInvalid,
    /// The user is blocked.
    #[error("the user is blocked")]
    UserBlocked,
    /// The token was not signed by us, or its time is over.
    #[error("the token is not valid")]
    JwtInvalid,
    /// The call needs a session, and there is none.
    #[error("no session")]
    SessionMissing,
    /// The caller is known, and may not do this.
    #[error("not authorized")]
    Unauthorized,
    /// Too many attempts; the counters of this window are full until then.
    #[error("too many attempts")]
    TooManyAttempts(Attempts),

    /// The project of the request does not exist.
    #[error("no such project")]
    ProjectNotFound,
    /// A key was shown, and no project named.
    #[error("a key without a project")]
    ProjectIdMissing,
    /// The caller may not do this.
    #[error("{role:?} lacks a scope")]
    ScopeMissing {
        /// Who is calling.
        role: Role,
        /// The scopes of which any one would do.
        scopes: &'static [Scope],
    },
    /// The key was good once.
    #[error("the key has expired")]
    KeyExpired,

    /// The user does not exist.
    #[error("no such user")]
    UserNotFound,
    /// A new user would have the id, e-mail or phone of another.
    #[error("a user with this id, e-mail or phone exists")]
    UserAlreadyExists,
    /// Another user has this e-mail.
    #[error("another user has this e-mail")]
    EmailAlreadyExists,
    /// Another user has this phone number.
    #[error("another user has this phone number")]
    PhoneAlreadyExists,
    /// The cursor of a list names no user.
    #[error("the cursor names no user")]
    CursorNotFound(UserId),
    /// The cursor of a list names no team.
    #[error("the cursor names no team")]
    TeamCursorNotFound(TeamId),
    /// The cursor of a list names no membership of the team.
    #[error("the cursor names no membership")]
    MembershipCursorNotFound(MembershipId),
    /// The user has no such session.
    #[error("no such session")]
    SessionNotFound,
    /// The team does not exist.
    #[error("no such team")]
    TeamNotFound,
    /// Nobody is named who is to join a team.
    #[error("nobody is named")]
    InviteeMissing,
    /// The id, address and number of who is to join a team are not of one user.
    #[error("id, e-mail and phone are not of one user")]
    InviteeMismatch,
    /// A team with this id exists.
    #[error("a team with this id exists")]
    TeamAlreadyExists,
    /// The user is a member of the team already.
    #[error("already a member")]
    MembershipAlreadyExists,
    /// An address leads to a host that the project does not know; holds the hosts that it does.
    #[error("unknown host")]
    HostUnknown(Vec<String>),
    /// The secret of an invitation is wrong.
    #[error("wrong secret")]
    InvitationInvalid,
    /// The team has no such membership.
    #[error("no such membership")]
    MembershipNotFound,
    /// An invitation would have to be sent by mail, which this version cannot.
    #[error("invitations need a key")]
    InvitationsNeedKey,
    /// The user has no such target.
    #[error("no such target")]
    TargetNotFound,
    /// A target with this id or identifier exists.
    #[error("a target with this id or identifier exists")]
    TargetAlreadyExists,
    /// The target follows from the user's address or number, and changes with that alone.
    #[error("the target follows from the user")]
    TargetIsOwn,
    /// The user has as many targets as are kept.
    #[error("too many targets")]
    TooManyTargets,
    /// The identifier of a target is no e-mail address.
    #[error("the identifier is no e-mail address")]
    TargetEmailInvalid,
    /// The identifier of a target is no phone number.
    #[error("the identifier is no phone number")]
    TargetPhoneInvalid,
    /// No provider of messages has this id.
    #[error("no such provider")]
    ProviderNotFound,
    /// There is no such identity.
    #[error("no such identity")]
    IdentityNotFound,
    /// The user has no such authenticator.
    #[error("no such authenticator")]
    AuthenticatorNotFound,
    /// There is no such challenge.
    #[error("no such challenge")]
    ChallengeNotFound,
    /// The user has no recovery codes.
    #[error("no recovery codes")]
    RecoveryCodesNotFound,
    /// The user has recovery codes already.
    #[error("recovery codes exist")]
    RecoveryCodesAlreadyExist,
    /// The user has to show a second factor, which this version cannot take.
    #[error("more factors are required")]
    MoreFactorsRequired,
    /// The token that would sign a user in is wrong, used, or too old.
    #[error("the token is wrong or too old")]
    TokenInvalid,
    /// The deployment keeps no statistics of usage.
    #[error("no statistics of usage are kept")]
    UsageDisabled,

    /// The key to revoke does not exist.
    #[error("no such key")]
    KeyNotFound,
    /// A project or key with this id or secret exists.
    #[error("{0} exists already")]
    AlreadyExists(&'static str),

    /// The search would have to read more users than a request may.
    #[error("the search is too broad")]
    SearchTooBroad,
    /// The queries would have to read, or to sort, more users than a request may.
    #[error("the queries are too broad")]
    QueriesTooBroad,
    /// The cursor of a list has no value of what the list is sorted by.
    #[error("the cursor has no value of the attribute of the order")]
    OrderValueMissing(Attribute),
    /// The cursor of a list names no entry of it; holds what an entry is called.
    #[error("the cursor names no entry")]
    EntryCursorNotFound(&'static str, UserId),
    /// The answer would pass what the platform can return.
    #[error("the answer is too large")]
    AnswerTooLarge,

    /// The table cannot serve the call now; the same call may succeed later.
    #[error("the database is not available")]
    Unavailable(#[source] Cause),
    /// The same record was changed by others each time we tried.
    #[error("too many concurrent changes")]
    Contention,
    /// A bug, or a table that is not as it should be.
    #[error("internal error")]
    Internal(#[source] Cause),
}

impl Error {
    /// An internal error with a plain text as its cause (for the log; must not hold what a caller sent).
    #[must_use]
    pub fn internal(cause: impl Into<Cause>) -> Self {
        Self::Internal(cause.into())
    }

    /// Names the parameter whose value broke a rule: `Email::parse(text).map_err(Error::invalid("email"))`.
    pub fn invalid(param: &'static str) -> impl FnOnce(Invalid) -> Self {
        move |reason| Self::ParamInvalid { param, reason }
    }
}

/// Who is calling, as far as a refusal must say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Nobody we know.
    Guest,
    /// An API key of this project.
    Application(ProjectId),
    /// A user who has signed in, by its address (shown to that user alone).
    Member(String),
}

/// The rule that a value breaks. The value itself is not in here: a refusal never echoes what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// Not an id that a caller may choose.
    #[error("not a valid id")]
    CustomId,
    /// Not an id.
    #[error("not a valid id")]
    Id,
    /// Not an e-mail address.
    #[error("not a valid e-mail address")]
    Email,
    /// Not a phone number.
    #[error("not a valid phone number")]
    Phone,
    /// A password under [`crate::Password::MIN_CHARS`].
    #[error("password too short")]
    PasswordTooShort,
    /// A password over [`crate::Password::MAX_CHARS`].
    #[error("password too long")]
    PasswordTooLong,
    /// Not a password hash, or one whose comparison would cost too much; holds what it must be.
    #[error("not {0}")]
    Hash(&'static str),
    /// Not a text, or longer than this many characters.
    #[error("not a text of at most {0} characters")]
    Text(usize),
    /// Not a text, or longer than this many characters; may be empty.
    #[error("not a text of at most {0} characters")]
    TextOrEmpty(usize),
    /// Not an e-mail address, and not null.
    #[error("not a valid e-mail address or null")]
    EmailOrNull,
    /// Not a phone number, and not null.
    #[error("not a valid phone number or null")]
    PhoneOrNull,
    /// Not a whole number.
    #[error("not a whole number")]
    Integer,
    /// Not a list of labels.
    #[error("not a list of labels")]
    Labels,
    /// Not a whole number of this range, both ends included.
    #[error("not a whole number from {0} to {1}")]
    Range(u64, u64),
    /// Not one of these words.
    #[error("not one of the allowed values")]
    OneOf(&'static [&'static str]),
    /// Not a boolean.
    #[error("not a boolean")]
    Boolean,
    /// Not an object, or one over [`crate::Prefs::MAX_BYTES`].
    #[error("not an object of an allowed size")]
    Object,
    /// Not an id of the kind that roles have, or too many of them.
    #[error("not a list of roles")]
    Roles(usize),
    /// Not an address (`https://example.com/path`).
    #[error("not an address")]
    Url,
    /// Not an origin (`https://example.com`).
    #[error("not an origin")]
    Origin,
    /// Not a scope that exists.
    #[error("not a scope")]
    Scope,
    /// Not queries, or not for this list.
    #[error("{0}")]
    Query(QueryError),
}
