//! Reads a user agent: crawler or not, then system, client, engine and device.

use crate::{browser, client, crawler, device, engine, product, system};
use roster_core::Client;

/// The bytes that are read. Browsers, with all that apps add to their agents, stay well below.
const LONGEST: usize = 1024;

/// Reads a user agent. Accepts any text of any length; a text that names no program gives an empty answer.
#[must_use]
pub fn parse_agent(user_agent: &str) -> Client {
    let agent = user_agent[..user_agent.floor_char_boundary(LONGEST)].trim();
    if let Some(name) = crawler::listed(agent) {
        return Client { client_name: name.to_owned(), ..Client::default() };
    }
    let browser = browser::find(agent);
    let stated = system::stated(agent);
    if browser.is_none()
        && stated.is_none()
        && let Some(name) = crawler::guessed(agent)
    {
        return Client { client_name: name.to_owned(), ..Client::default() };
    }
    let system = stated.or_else(|| system::loose(agent)).unwrap_or_default();
    let client = command_line(agent).unwrap_or_else(|| client::identify(agent, browser, system.code));
    let device = device::identify(agent, &system);
    let is_browser = client.kind == client::BROWSER;
    let (engine, engine_version) = if is_browser { engine::identify(agent, system.code) } else { ("", "") };
    Client {
        os_code: system.code.to_owned(),
        os_name: system.name.to_owned(),
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

/// Appwrite's own command line, which no table lists. Its version is kept whole, with `-rc.1`.
fn command_line(agent: &str) -> Option<client::Client> {
    agent.contains("AppwriteCLI").then(|| client::Client {
        kind: "desktop",
        code: "cli",
        name: "Appwrite CLI".to_owned(),
        version: product::stated_version(agent).to_owned(),
    })
}
