//! How users are *reached*: HTTP, keys, dialects, and the JSON that callers read.
//!
//! Here belongs what every function shares between the gateway and its handlers: reading parameters, deciding who may
//! call, turning values into views and errors into texts. This is the only crate that knows status codes, and the only
//! one that knows of dialects.
//!
//! Here does not belong: what a user is (`roster_core`), where it lives (`roster_store`), and the handlers themselves.

mod access;
mod answer;
mod app;
mod body;
mod caller;
mod config;
mod cookies;
mod create_user;
mod credentials;
mod dialect;
mod form;
mod gateway;
mod group;
mod guard;
mod headers;
mod inputs;
mod jwt;
mod limits;
mod locale;
mod log_part;
mod logging;
mod metrics;
mod new_session;
mod new_token;
mod origins;
mod params;
pub mod queries;
mod remember;
mod render;
mod request_line;
mod rules;
mod run;
mod show;
mod texts;
mod texts_of_1;
mod value;
mod view;
mod views;

pub use app::{App, Clock, Entropy};
pub use caller::{Caller, Member, Reader};
pub use config::{Config, ConfigError};
pub use cookies::SessionCookie;
pub use create_user::{CreateUser, SignUp};
pub use gateway::serve as serve_event;
pub use group::{Group, router};
pub use guard::Guard;
pub use jwt::JwtLifetime;
pub use limits::Limits;
pub use locale::Locale;
pub use log_part::LogPart;
pub use logging::{init as init_logging, lines as log_lines, log_line};
pub use metrics::{Metric, Metrics};
pub use new_session::NewSession;
pub use params::{FromParams, OneUser, Params, Valid, WithTotal};
pub use request_line::Invocation;
pub use rules::{direction, list, loose_bool, number, number_between, or_empty, order, strict_bool, text};
pub use run::{StartError, run};
pub use value::Value;
pub use view::{Health, LogView, NewToken, Refusal, ShownSession, View};
