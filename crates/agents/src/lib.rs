//! The client behind a request: a user agent becomes operating system, program and device, an IP address becomes a country.
//!
//! # User agents
//!
//! Codes and names are those of Matomo's device-detector (`WIN`, `CH`, `Mobile Safari`), because callers compare with them.
//! The reading is a series of searches for fixed words, in tables of this crate: first crawlers, then the browser, the
//! system, and the device. There are no regular expressions, nothing is built at first use, and the time grows with the
//! length of the agent, of which at most 1,024 bytes are read.
//!
//! Measured on x86_64 with opt-level "s" (the first two lines with 1,624 agents, the others with 50):
//!
//! | what | first use | each agent after that | what it costs |
//! | --- | --- | --- | --- |
//! | this crate | **0.02 ms** | 4 µs | 0.06 MB of binary |
//! | woothee 0.13, in use before, with our names | 0.5 ms | 5 µs | 1.4 MB of binary, nearly all of it `regex`; no release since 2021 |
//! | ua-parser 0.2 with uap-core 0.18 | 321 ms | 15 µs | names more apps and phones; `regex` and 0.2 MB of tables |
//! | user-agent-parser 0.5 with uap-core 0.18 | 812 ms | 228 µs | as above |
//!
//! The first column is part of every cold start. The longest agent takes some 0.06 ms.
//!
//! Differences from Matomo: models stay as the agent has them (`SM-S911B`, not `Galaxy S23`) and makers are known by how
//! their models begin; phablets are smartphones; rare browsers count as the one they are built on; a library has no system
//! unless it names one (Matomo takes OkHttp for Android); a crawler keeps its name and has no system, type or device.
//!
//! # Countries
//!
//! A database in MaxMind's format, when there is one (see [`Countries`]). The names are Unicode's CLDR in some 200 languages,
//! one small file each, so that a caller's language costs one read, and no name makes the binary larger.

mod agent;
mod browser;
mod client;
mod country;
mod crawler;
mod device;
mod engine;
mod names;
mod product;
mod system;

pub use agent::parse_agent;
pub use country::{Countries, Country};
