//! Who is calling: a user agent becomes operating system, client and device, an address becomes a country.
//!
//! # User agents
//!
//! The reading is [`woothee`]'s; ours is what the answers are called. Codes and names are those of Matomo's
//! device-detector (`WIN`, `CH`, `Mobile Safari`), because callers compare against them. On top of that, this crate
//! knows HTTP libraries, in-app browsers and the makers of phones, which woothee does not.
//!
//! Measured on x86_64, opt-level "s", with 50 agents of browsers, phones, libraries and crawlers:
//!
//! | library | first use | each agent after that | what it costs |
//! | --- | --- | --- | --- |
//! | woothee 0.13 | **1 ms** | 2 µs | 1.3 MB of binary, nearly all of it `regex` |
//! | ua-parser 0.2 with uap-core 0.18 | 321 ms | 15 µs | names more apps and phones; `regex` and 0.2 MB of tables |
//! | user-agent-parser 0.5 with uap-core 0.18 | 812 ms | 228 µs | as above |
//!
//! A cold start pays the first column, so the richer tables are not worth their price here. The whole of
//! [`parse_agent`] takes 1 to 2 ms at first use, 3 to 8 µs after that and 30 µs for the longest agent.
//!
//! Where that differs from Matomo: models stay as the agent writes them (`SM-S911B`, not `Galaxy S23`) and makers are
//! known by how their models begin; phablets are smartphones; rare browsers count as the one they are built on; a
//! library gives no system unless it names one (Matomo takes OkHttp for Android); a crawler keeps its name and has no
//! system, type or device.
//!
//! # Countries
//!
//! A MaxMind-format database, when there is one (see [`Countries`]); the names are Unicode's CLDR in some 200
//! languages, one small file each, so that a caller's language costs one read and English costs no binary.

mod agent;
mod client;
mod country;
mod device;
mod engine;
mod names;
mod product;
mod system;

pub use agent::parse_agent;
pub use country::{Countries, Country};
