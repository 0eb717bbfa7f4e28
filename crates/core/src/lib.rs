//! Users and everything that belongs to them: the types, the rules and the errors of Roster.
//!
//! Here belongs everything that is true of a user, a project, an API key, a session or a log entry, independent of
//! where it is stored and how a caller reaches it: values that are valid once they exist, and the rules for changing a
//! user.
//!
//! Here does not belong: anything of AWS, of HTTP or of a dialect of the API (except for limits, offsets and `query/`,
//! whose rules differ by dialect), nothing asynchronous, no clock and no source of randomness (both are arguments).

mod account_fault;
mod attempts;
mod challenge;
mod change;
mod email;
mod email_for;
mod error;
mod factor;
mod hash;
mod hex;
mod html;
mod id;
mod identity;
mod invalid;
mod invitation;
mod joining;
mod jwt_fault;
mod key;
mod labels;
mod link;
mod link_target;
mod log;
mod mailbox;
mod message_template;
mod moment;
mod name;
mod new_password;
mod oauth_state;
mod outbox;
mod page;
mod password;
mod phone;
mod prefs;
mod privacy;
mod project;
mod project_rules;
mod provider;
mod provider_account;
mod provider_config;
mod provider_fault;
mod query;
mod recovery;
mod role;
mod roles;
mod search;
mod secret;
mod session;
mod sign_in_token;
mod sorted_lines;
mod target;
mod team;
mod team_log;
mod time;
mod token;
mod totp;
mod usage;
mod user;
mod user_targets;
mod web_origin;
mod words;

pub use account_fault::AccountFault;
pub use attempts::{AttemptCounter, Attempts, RateLimit};
pub use challenge::{Challenge, SentCode};
pub use change::{Actor, Change, Origin};
pub use email::Email;
pub use email_for::EmailFor;
pub use error::{Error, Result};
pub use factor::{Factor, Factors};
pub use hash::{
    BytesEncoding, DigestAlgorithm, DigestRounds, FirebaseKeys, HashCost, PasswordHash, Pbkdf2, Pbkdf2Digest,
    Preparation, SaltedDigest, ScryptCost, ShaVersion, ShownHash,
};
pub use html::escape_html;
pub use id::{
    ChallengeId, IdentityId, KeyId, MembershipId, NewTargetId, NewTeamId, NewUserId, ProjectId, SessionId, TargetId,
    TeamId, TokenId, UserId,
};
pub use identity::{Identity, ListIdentities, identity_context};
pub use invalid::Invalid;
pub use invitation::{Acceptance, Invitation, Reached};
pub use joining::{Found, Joining, completed, join, link};
pub use jwt_fault::JwtFault;
pub use key::{ApiKey, KeySecret, Scope, SecretHash};
pub use labels::Labels;
pub use link::Link;
pub use link_target::LinkTarget;
pub use log::{Event, LogEntry, LogPage, UnknownEvent};
pub use mailbox::Mailbox;
pub use message_template::{InvalidTemplate, Language, MessageKind, TemplatePart, TemplateText, template_parts};
pub use moment::parse_moment;
pub use name::Name;
pub use new_password::{KeptSession, LastPasswords, NewPassword, OtherSessions, PasswordHistory};
pub use oauth_state::{Linking, OAuthForm, OAuthState};
pub use outbox::{CodeOfMessage, DueMessage, OutboxContent, OutboxEntry, SessionAlert};
pub use page::{Direction, Limit, ListUsers, Listing, MAX_TOTAL, Offset, Order};
pub use password::Password;
pub use phone::Phone;
pub use prefs::{Prefs, TeamPrefs};
pub use privacy::{MemberField, MemberFields, Viewer};
pub use project::{ListIndexes, OnPasswordChange, Project, Slice};
pub use project_rules::{AuthMethod, AuthMethods, MockPhone, PasswordRules, ProjectRules};
pub use provider::Provider;
pub use provider_account::{ProviderAccount, ProviderUid, SealedTokens};
pub use provider_config::ProviderConfig;
pub use provider_fault::ProviderFault;
pub use query::{
    Attribute, Check, CreationRange, Cursor, Filter, Held, IndexHint, Kind, MAX_DEPTH, MAX_QUERIES, MAX_QUERY_CHARS,
    MAX_VALUES, Orders, Page, Queries, QueryError, Queryable, Rank, SafeName, Schema,
};
pub use recovery::RecoveryCodes;
pub use role::Role;
pub use roles::Roles;
pub use search::{Exact, SearchTerm};
pub use session::{Client, Proof, Session, SignInEffects};
pub use sign_in_token::{SignInToken, TokenKind, TokenLength, TokenLifetime, TokenSecret};
pub use target::{Identifier, Target, TargetChange, TargetKind};
pub use team::{Founder, ListMembers, ListTeams, Membership, NewMembership, Team};
pub use team_log::{TeamActor, TeamEvent, TeamLogEntry, TeamLogPage};
pub use time::Timestamp;
pub use token::SessionToken;
pub use totp::{TotpSecret, TotpStep, authenticator_context};
pub use usage::{Counted, Point, Usage, UsageRange};
pub use user::{MANY_LABELS, NewUser, ORDERED, RARE_VALUES, User, label_word};
pub use web_origin::WebOrigin;
pub use words::{fold, words};

pub use ulid::Ulid;
