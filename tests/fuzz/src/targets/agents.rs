//! User agents: any text is parsed, and the length of the results is bounded.

use crate::{Pace, Target};
use roster_agents::parse_agent;
use roster_core::Client;

pub(crate) const TARGET: Target = Target {
    name: "agents",
    run,
    seeds: &[
        b"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
        b"Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1",
        b"Mozilla/5.0 (Linux; Android 13; SM-S911B Build/TP1A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0.0.0 Mobile Safari/537.36 [FBAN/FB4A;FBAV/400.0]",
        b"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        b"Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)",
        b"Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
        b"AppwriteNodeJSSDK/27.0.0 (Linux; x64)",
        b"AppwriteCLI/4.0.0 (darwin)",
        b"curl/8.4.0",
        b"python-requests/2.31.0",
        b"okhttp/4.9.3",
        b"DoCoMo/2.0 N905i(c100;TB;W24H16)",
        b"Opera/9.80 (J2ME/MIDP; Opera Mini/7.1) Presto/2.8.119 Version/11.10",
    ],
    pace: Pace::Call,
};

fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let seen = parse_agent(&text);
    let Client { os_name, os_version, client_name, client_version, device_model, client_engine_version, .. } = &seen;
    for part in [os_name, os_version, client_name, client_version, device_model, client_engine_version] {
        assert!(part.len() <= 1_024 + 64, "{part:?} of {text:?}");
    }
    assert!(seen.os_code.is_empty() || !seen.os_name.is_empty(), "{text:?}: {seen:?}");
}
