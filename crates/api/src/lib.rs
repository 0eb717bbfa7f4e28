//! The HTTP side of users: requests, API keys, dialects, and the JSON that callers read.
//!
//! Here belongs everything that functions share between the gateway and their handlers: reading parameters, checking
//! callers, turning values into views and errors into texts. This is the only crate that knows status codes, and the
//! only one that knows dialects.
//!
//! Here does not belong: what a user is (`roster_core`), how it is stored (`roster_store`), and the handlers
//! themselves.

mod answers;
mod app;
mod auth;
mod config;
mod entry;
mod params;
mod views;

pub use answers::redirect::Redirect;
pub use answers::render::failure_json;
pub use answers::view::{
    Health, LogView, NewToken, Refusal, ShownIdentity, ShownSession, ShownTokens, TeamLogView, View, time_text,
};
pub use app::{App, Clock, Entropy};
pub use auth::browser::Browser;
pub use auth::caller::{AuthedCaller, SignedInUser, UncheckedReader};
pub use auth::cookies::SessionCookie;
pub use auth::limits::counter_of;
pub use auth::new_session::NewSession;
pub use auth::policy::Policy;
pub use auth::second_factor::{Challenged, Oneself};
pub use auth::visitor::Visitor;
pub use config::{Config, ConfigError, Limits};
pub use entry::context::{Invocation, RequestContext};
pub use entry::gateway::serve as serve_event;
pub use entry::group::{Group, router};
pub use entry::logging::{CRATES as LOGGED_CRATES, init as init_logging, lines as log_lines, log_line};
pub use entry::metrics::{Metric, Metrics};
pub use entry::run::{run, run_function, run_with};
pub use params::create_user::{CreateUser, SignUp, new_user_id};
pub use params::extract::{FromParams, LastUser, OneUser, Params, Valid, WithTotal};
pub use params::jwt_lifetime::JwtLifetime;
pub use params::locale::Locale;
pub use params::log_part::LogPart;
pub use params::queries;
pub use params::rules::{direction, list, loose_bool, number, number_between, or_empty, order, strict_bool, text};
pub use params::value::Value;
pub use views::locale::{CallerPlace, Currency, Language, LocaleCode, NamedPlace, PhoneCode};

/// What handlers pass from one call of the store to the next.
pub use roster_store::{Begins, FoundAccount, KnownUser, NewIdentity};
