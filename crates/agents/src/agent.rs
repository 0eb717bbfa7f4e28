//! A user agent, read.

use woothee::parser::{Parser, WootheeResult};

use crate::{client, device, engine, product, system};
use roster_core::Client;

/// No browser says more about itself; the rest of a longer text is not read.
const LONGEST: usize = 1024;

/// Reads a user agent. Any text is fine, of any length; what says nothing gives an empty answer.
#[must_use]
pub fn parse_agent(user_agent: &str) -> Client {
    let agent = user_agent[..user_agent.floor_char_boundary(LONGEST)].trim();
    let seen = see(agent);
    if seen.category == "crawler" {
        return Client { client_name: client::crawler(agent, &seen).name, ..Client::default() };
    }
    let system = system::identify(agent, &seen);
    let client = command_line(agent).unwrap_or_else(|| client::identify(agent, &seen, system.code));
    let device = device::identify(agent, &seen, system.code);
    let is_browser = client.kind == client::BROWSER;
    let (engine, engine_version) = if is_browser { engine::identify(agent, system.code) } else { ("", "") };
    Client {
        os_code: system.code.to_owned(),
        os_name: system.name,
        os_version: system.version,
        client_type: client.kind.to_owned(),
        client_code: client.code.to_owned(),
        client_name: client.name,
        client_version: client.version,
        client_engine: engine.to_owned(),
        client_engine_version: engine_version.to_owned(),
        device_name: device.kind.to_owned(),
        device_brand: device.brand.to_owned(),
        device_model: device.model,
    }
}

/// Woothee's reading. What it gives up on is unknown, which is not its `Default`: that one is empty.
fn see(agent: &str) -> WootheeResult<'_> {
    match Parser::new().parse(agent) {
        Some(seen) => seen,
        None => WootheeResult::new(),
    }
}

/// Appwrite's own command line, which no table lists; its version is told as it gives it.
fn command_line(agent: &str) -> Option<client::Client> {
    agent.contains("AppwriteCLI").then(|| client::Client {
        kind: "desktop",
        code: "cli",
        name: "Appwrite CLI".to_owned(),
        version: product::stated_version(agent).to_owned(),
    })
}
