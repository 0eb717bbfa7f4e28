//! User agents as programs send them, and hostile ones.

use roster_agents::parse_agent;
use roster_core::Client;

/// The answer for an agent on one line: system, client, engine, device.
fn summary(agent: &Client) -> String {
    let parts = [
        vec![&agent.os_code, &agent.os_name, &agent.os_version],
        vec![&agent.client_type, &agent.client_code, &agent.client_name, &agent.client_version],
        vec![&agent.client_engine, &agent.client_engine_version],
        vec![&agent.device_name, &agent.device_brand, &agent.device_model],
    ];
    let line = |part: Vec<&String>| match part.iter().map(|text| text.as_str()).collect::<Vec<_>>().join(",") {
        nothing if nothing.trim_matches(',').is_empty() => "-".to_owned(),
        something => something.trim_end_matches(',').to_owned(),
    };
    parts.map(line).join(" | ")
}

const KHTML: &str = "(KHTML, like Gecko)";

/// An agent of WebKit's family: its comment, its WebKit, its products.
fn webkit(comment: &str, version: &str, products: &str) -> String {
    format!("Mozilla/5.0 ({comment}) AppleWebKit/{version} {KHTML} {products}")
}

#[test]
fn chrome_70_on_windows_fills_every_field() {
    let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.77 Safari/537.36";
    let expected = Client {
        os_code: "WIN".to_owned(),
        os_name: "Windows".to_owned(),
        os_version: "10".to_owned(),
        client_type: "browser".to_owned(),
        client_code: "CH".to_owned(),
        client_name: "Chrome".to_owned(),
        client_version: "70.0".to_owned(),
        client_engine: "Blink".to_owned(),
        client_engine_version: "70.0.3538.77".to_owned(),
        device_name: "desktop".to_owned(),
        device_brand: String::new(),
        device_model: String::new(),
    };
    assert_eq!(parse_agent(agent), expected);
}

/// Checks every agent of a file in the form of `data/agents.txt`; answers how many there are.
fn check_all(file: &str) -> usize {
    let lines: Vec<&str> = file.lines().filter(|line| !line.starts_with('#')).collect();
    let pairs = lines.split(|line| line.is_empty()).filter(|pair| !pair.is_empty());
    let checked = pairs.map(|pair| {
        let [agent, expected] = pair else { panic!("not an agent and its answer: {pair:?}") };
        assert_eq!(summary(&parse_agent(agent)), expected.trim_start(), "{agent}");
    });
    checked.count()
}

#[test]
fn common_agents_are_recognised() {
    assert!(check_all(include_str!("data/agents.txt")) > 90);
}

#[test]
fn rare_agents_are_recognised() {
    assert!(check_all(include_str!("data/more-agents.txt")) > 100);
}

#[test]
fn the_command_line_of_appwrite_has_a_type_of_its_own() {
    let cli = |agent: &str| summary(&parse_agent(agent));
    assert_eq!(cli("AppwriteCLI/1.2 (Linux)"), "LIN,GNU/Linux | desktop,cli,Appwrite CLI,1.2 | - | desktop");
    assert_eq!(cli("AppwriteCLI/0.17.1 (Darwin)"), "MAC,Mac | desktop,cli,Appwrite CLI,0.17.1 | - | desktop,Apple");
    assert_eq!(
        cli("AppwriteCLI/2.0.0-rc.1 (win32)"),
        "WIN,Windows | desktop,cli,Appwrite CLI,2.0.0-rc.1 | - | desktop"
    );
    assert_eq!(cli("AppwriteCLI"), "- | desktop,cli,Appwrite CLI | - | -");
}

#[test]
fn a_crawler_has_a_name_and_neither_system_nor_device() {
    let phone = "Linux; Android 6.0.1; Nexus 5X Build/MMB29P";
    let products = "Chrome/124.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    for agent in [webkit(phone, "537.36", products), "Mozilla/5.0 (compatible; Googlebot/2.1)".to_owned()] {
        assert_eq!(summary(&parse_agent(&agent)), "- | ,,Googlebot | - | -", "{agent}");
    }
}

#[test]
fn an_agent_that_names_no_program_gives_an_empty_answer() {
    for agent in
        ["", " ", "-", "UNKNOWN", "Mozilla/5.0", "Mozilla", "/", "()", "<b>/1.0", "日本語/1.0", "\0\u{1}\u{7f}"]
    {
        assert_eq!(parse_agent(agent), Client::default(), "{agent:?}");
    }
}

#[test]
fn only_the_beginning_of_a_long_agent_is_read() {
    let megabyte = format!("curl/8.5.0 {}", "é".repeat(512 * 1024));
    assert_eq!(parse_agent(&megabyte).client_name, "curl");
    let late = format!("{} Firefox/125.0", "x".repeat(2000));
    assert_eq!(parse_agent(&late), Client::default());
}

#[test]
fn names_and_models_are_short_and_without_control_characters() {
    let long =
        webkit(&format!("Linux; Android 13; {}", "M".repeat(500)), "537.36", "Chrome/124.0 Mobile Safari/537.36");
    assert_eq!(parse_agent(&long).device_model, "");
    let bell = webkit("Linux; Android 13; SM-\u{7}S911B", "537.36", "Chrome/124.0 Mobile Safari/537.36");
    assert_eq!(parse_agent(&bell).device_model, "");
    assert_eq!(parse_agent(&format!("{}/1.0", "n".repeat(100))), Client::default());
}

/// Pieces that every table and every search looks for, joined at random.
#[test]
fn no_mixture_of_pieces_panics() {
    const PIECES: [&str; 50] = [
        "Mozilla/5.0 (",
        "Linux; Android ",
        "13; ",
        "SM-",
        ") ",
        "AppleWebKit/",
        "537.36 ",
        "Chrome/",
        "Mobile ",
        "Safari/",
        "rv:",
        "Gecko/",
        "Firefox/",
        "Windows NT ",
        "10.0",
        ";",
        "é",
        "\u{0}",
        "日本",
        "PlayStation ",
        "Nintendo ",
        "Xbox",
        "iPad; CPU OS ",
        "like Mac OS X",
        "Mac OS X ",
        "CrOS ",
        "Trident/",
        "MSIE ",
        "Opera",
        " Build/",
        "AppwriteCLI",
        "/",
        "_",
        ".",
        "DoCoMo/",
        "KDDI-",
        "SoftBank/",
        "BlackBerry",
        "bot",
        "X11; FreeBSD ",
        "wv",
        "rss",
        "Android",
        "(Mobile;",
        " Firefox/",
        "Windows Phone OS ",
        "iPhone;",
        "; CPU",
        "BB10",
        "HttpClient",
    ];
    let mut state: u64 = 0x5eed;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..20_000 {
        let agent: String = (0..random(14)).map(|_| PIECES[random(PIECES.len())]).collect();
        let read = parse_agent(&agent);
        assert!(summary(&read).len() < 1024 + 200, "{agent:?}");
    }
}
