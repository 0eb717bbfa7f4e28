//! The program that calls: a browser, an app, a library.

use woothee::parser::WootheeResult;
use woothee::woothee::VALUE_UNKNOWN;

use crate::product::{first, major_minor, version_of};

/// A client; unknown parts are empty.
#[derive(Default)]
pub(crate) struct Client {
    pub kind: &'static str,
    pub code: &'static str,
    pub name: String,
    pub version: String,
}

pub(crate) const BROWSER: &str = "browser";
const APP: &str = "mobile app";
const LIBRARY: &str = "library";

/// Products that woothee takes for the browser they are built on: the token, the kind, the code, the name.
const BUILT_ON_OTHERS: [(&str, &str, &str, &str); 19] = [
    ("Instagram", APP, "", "Instagram"),
    ("FBAV", APP, "", "Facebook"),
    ("Snapchat", APP, "", "Snapchat"),
    ("Slack", APP, "", "Slack"),
    ("HeadlessChrome", BROWSER, "HC", "Headless Chrome"),
    ("DuckDuckGo", BROWSER, "DD", "DuckDuckGo Privacy Browser"),
    ("Ddg", BROWSER, "DD", "DuckDuckGo Privacy Browser"),
    ("Silk", BROWSER, "MS", "Mobile Silk"),
    ("UCBrowser", BROWSER, "UC", "UC Browser"),
    ("HuaweiBrowser", BROWSER, "HU", "Huawei Browser Mobile"),
    ("HeyTapBrowser", BROWSER, "H8", "HeyTapBrowser"),
    ("Opera Mini", BROWSER, "OI", "Opera Mini"),
    ("OPT", BROWSER, "OO", "Opera Touch"),
    ("Focus", BROWSER, "FK", "Firefox Focus"),
    ("Whale", BROWSER, "WH", "Whale Browser"),
    ("Brave", BROWSER, "BR", "Brave"),
    ("PaleMoon", BROWSER, "PM", "Pale Moon"),
    ("Falkon", BROWSER, "FA", "Falkon"),
    ("Konqueror", BROWSER, "KO", "Konqueror"),
];

/// HTTP libraries by the product that their agent begins with, in lower case.
const LIBRARIES: [(&str, &str); 34] = [
    ("aiohttp", "aiohttp"),
    ("apache-httpclient", "Apache HTTP Client"),
    ("appwrite-php-sdk", "Appwrite-PHP-SDK"),
    ("appwritepythonsdk", "AppwritePythonSDK"),
    ("aria2", "Aria2"),
    ("axios", "Axios"),
    ("boto3", "Boto3"),
    ("bun", "Bun"),
    ("curl", "curl"),
    ("dart", "Dart"),
    ("deno", "Deno"),
    ("faraday", "Faraday"),
    ("go-http-client", "Go-http-client"),
    ("got", "got"),
    ("guzzlehttp", "Guzzle (PHP HTTP Client)"),
    ("httpie", "HTTPie"),
    ("insomnia", "Insomnia REST Client"),
    ("java", "Java"),
    ("java-http-client", "Java HTTP Client"),
    ("jsdom", "jsdom"),
    ("libwww-perl", "Perl"),
    ("node", "node"),
    ("node-fetch", "Node Fetch"),
    ("node-superagent", "superagent"),
    ("okhttp", "OkHttp"),
    ("php", "PHP"),
    ("postmanruntime", "Postman Desktop"),
    ("python-httpx", "HTTPX"),
    ("python-requests", "Python Requests"),
    ("python-urllib", "Python urllib"),
    ("reqwest", "reqwest"),
    ("ruby", "ruby"),
    ("undici", "undici"),
    ("wget", "Wget"),
];

/// The client; `system` is the code of the system it runs on.
pub(crate) fn identify(agent: &str, seen: &WootheeResult, system: &str) -> Client {
    built_on_others(agent)
        .or_else(|| browser(agent, seen, system))
        .or_else(|| product(agent, seen, system))
        .unwrap_or_else(|| named(seen))
}

/// A crawler is nobody's client: it keeps its name, and no more.
pub(crate) fn crawler(agent: &str, seen: &WootheeResult) -> Client {
    let own = first(agent).map(|(name, _)| name).filter(|name| *name != "Mozilla");
    let listed = Some(seen.name).filter(|name| *name != "misc crawler");
    Client { name: own.or(listed).unwrap_or_default().to_owned(), ..Client::default() }
}

fn built_on_others(agent: &str) -> Option<Client> {
    BUILT_ON_OTHERS.iter().find_map(|(token, kind, code, name)| {
        let version = version_of(agent, token)?;
        Some(Client { kind, code, name: (*name).to_owned(), version: major_minor(version) })
    })
}

fn browser(agent: &str, seen: &WootheeResult, system: &str) -> Option<Client> {
    let apple = matches!(system, "IOS" | "IPA");
    let (code, name) = match (seen.name, system) {
        ("Chrome", _) if apple => ("CI", "Chrome Mobile iOS"),
        ("Chrome", "AND") if agent.contains("Mobile") => ("CM", "Chrome Mobile"),
        ("Chrome", _) => ("CH", "Chrome"),
        ("Webview", "AND") => ("CV", "Chrome Webview"),
        ("Safari" | "Webview", _) if apple => ("MF", "Mobile Safari"),
        ("Safari", "AND") => ("AN", "Android Browser"),
        ("Safari", _) => ("SF", "Safari"),
        ("Firefox", _) if apple => ("F1", "Firefox Mobile iOS"),
        ("Firefox", "AND") => ("FM", "Firefox Mobile"),
        ("Firefox", _) => ("FF", "Firefox"),
        ("Edge", _) => ("PS", "Microsoft Edge"),
        ("Opera", "AND") => ("OM", "Opera Mobile"),
        ("Opera", _) => ("OP", "Opera"),
        ("Internet Explorer", "WPH") => ("IM", "IE Mobile"),
        ("Internet Explorer", _) => ("IE", "Internet Explorer"),
        ("Vivaldi", _) => ("VI", "Vivaldi"),
        ("SamsungBrowser", _) => ("SB", "Samsung Browser"),
        ("Yandex Browser", _) => ("YA", "Yandex Browser"),
        ("Sleipnir", _) => ("SL", "Sleipnir"),
        _ => return None,
    };
    let version = match code {
        "CV" => version_of(agent, "Chrome").unwrap_or_default(), // woothee tells the version of the view, always 4.0
        _ => known(seen.version),
    };
    Some(Client { kind: BROWSER, code, name: name.to_owned(), version: major_minor(version) })
}

/// What the agent begins with: a library by our table, else whatever calls itself `name/version`.
fn product(agent: &str, seen: &WootheeResult, system: &str) -> Option<Client> {
    let (name, version) = first(agent).filter(|(name, _)| *name != "Mozilla" && *name != "Opera")?;
    let lower = name.to_ascii_lowercase();
    let library = LIBRARIES.iter().find(|(token, _)| *token == lower).map(|(_, name)| *name);
    let kind = match system {
        _ if library.is_some() || seen.name == "HTTP Library" => LIBRARY,
        "AND" | "IOS" | "IPA" => APP,
        _ => "",
    };
    // A bare word may be anything: without a version only a library is believed.
    (library.is_some() || !version.is_empty()).then(|| Client {
        kind,
        code: "",
        name: library.unwrap_or(name).to_owned(),
        version: major_minor(version),
    })
}

/// What woothee knows and has no code: it keeps its name.
fn named(seen: &WootheeResult) -> Client {
    let kind = match seen.name {
        VALUE_UNKNOWN => return Client::default(),
        console if console == seen.os => return Client::default(), // a device, and not what runs on it
        "Google Search App" => APP,
        "HTTP Library" => LIBRARY,
        name if name.contains("RSSReader") => "feed reader",
        _ => "",
    };
    let version = if kind == APP { major_minor(known(seen.version)) } else { String::new() };
    Client { kind, code: "", name: seen.name.to_owned(), version }
}

fn known(version: &str) -> &str {
    if version == VALUE_UNKNOWN { "" } else { version }
}
