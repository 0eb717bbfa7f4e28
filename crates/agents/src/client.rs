//! The program that calls: a browser, an app, a library.

use crate::browser::Family;
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

const FEED_READER: &str = "feed reader";

/// Products that also name the browser which they are built on: the token, the kind, the code, the name.
const BUILT_ON_OTHERS: [(&str, &str, &str, &str); 20] = [
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
    ("Sleipnir", BROWSER, "SL", "Sleipnir"),
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

/// More libraries, known by how their agents begin; they keep the name that they give.
const MORE_LIBRARIES: [&str; 15] = [
    "Apache-HttpClient/",
    "Jakarta Commons-HttpClient/",
    "Java/",
    "LWP ",
    "LWP::Simple",
    "Python-urllib/",
    "Ruby",
    "Twisted ",
    "Typhoeus",
    "WWW-Mechanize",
    "Wget/",
    "curl/",
    "feedzirra",
    "libwww-perl",
    "lwp-trivial",
];

/// Programs written in PHP that fetch pages, by the whole first word.
const PHP_PROGRAMS: [&str; 5] = ["CakePHP", "PECL::HTTP", "PHP", "PukiWiki", "WordPress"];

/// What libraries say elsewhere than at the beginning.
const LIBRARY_MARKS: [&str; 5] =
    ["-HttpClient/", " HttpClient/", "Java(TM) 2 Runtime Environment,", "HTTP_Request class", "HTTP_Request2"];

/// Programs that are neither browsers nor begin with their own name: a mark, the kind, the name.
const PROGRAMS: [(&str, &str, &str); 10] = [
    ("KDDI-", "", "au by KDDI"),
    ("SoftBank", "", "SoftBank Mobile"),
    ("Vodafone", "", "SoftBank Mobile"),
    ("J-PHONE", "", "SoftBank Mobile"),
    ("jig browser", "", "jig browser"),
    ("InettvBrowser/", "", "InternetTVBrowser"),
    ("AppleSyndication/", FEED_READER, "Safari RSSReader"),
    ("Windows-RSS-Platform", FEED_READER, "Windows RSSReader"),
    ("Headline-Reader", FEED_READER, "RSSReader"),
    ("compatible; Google Desktop/", "", "Google Desktop"),
];

/// The client, of a browser family when one was found; `system` is the code of the system that it runs on.
pub(crate) fn identify(agent: &str, found: Option<(Family, &str)>, system: &str) -> Client {
    built_on_others(agent)
        .or_else(|| found.and_then(|(family, version)| browser(agent, family, version, system)))
        .or_else(|| product(agent, system))
        .or_else(|| program(agent))
        .unwrap_or_default()
}

/// Whether an agent without browser and system belongs to a program that is not a crawler, whatever words it uses.
pub(crate) fn is_known_program(agent: &str) -> bool {
    is_more_library(agent) || program(agent).is_some()
}

fn built_on_others(agent: &str) -> Option<Client> {
    BUILT_ON_OTHERS.iter().find_map(|(token, kind, code, name)| {
        let version = version_of(agent, token)?;
        Some(Client { kind, code, name: (*name).to_owned(), version: major_minor(version) })
    })
}

fn browser(agent: &str, family: Family, version: &str, system: &str) -> Option<Client> {
    let apple = matches!(system, "IOS" | "IPA");
    let (code, name) = match (family, system) {
        (_, "XBX") => return None, // the console's own browser, whatever it is called
        (Family::Chrome, _) if apple => ("CI", "Chrome Mobile iOS"),
        (Family::Chrome, "AND") if agent.contains("Mobile") => ("CM", "Chrome Mobile"),
        (Family::Chrome, _) => ("CH", "Chrome"),
        (Family::Webview, "AND") => ("CV", "Chrome Webview"),
        (Family::Safari | Family::Webview, _) if apple => ("MF", "Mobile Safari"),
        (Family::Webview, _) => return None,
        (Family::Safari, "AND") => ("AN", "Android Browser"),
        (Family::Safari, "BLB") => ("BB", "BlackBerry Browser"),
        (Family::Safari, _) => ("SF", "Safari"),
        (Family::Firefox, _) if apple => ("F1", "Firefox Mobile iOS"),
        (Family::Firefox, "AND") => ("FM", "Firefox Mobile"),
        (Family::Firefox, _) => ("FF", "Firefox"),
        (Family::Edge, _) => ("PS", "Microsoft Edge"),
        (Family::Opera, "AND") => ("OM", "Opera Mobile"),
        (Family::Opera, _) => ("OP", "Opera"),
        (Family::InternetExplorer, "WPH") => ("IM", "IE Mobile"),
        (Family::InternetExplorer, _) => ("IE", "Internet Explorer"),
        (Family::Vivaldi, _) => ("VI", "Vivaldi"),
        (Family::Samsung, _) => ("SB", "Samsung Browser"),
        (Family::Yandex, _) => ("YA", "Yandex Browser"),
        (Family::GoogleApp, _) => ("", "Google Search App"),
    };
    let version = match code {
        "CV" => version_of(agent, "Chrome").unwrap_or_default(),
        "BB" => "", // `Version/` is the system's there
        _ => version,
    };
    let kind = if family == Family::GoogleApp { APP } else { BROWSER };
    Some(Client { kind, code, name: name.to_owned(), version: major_minor(version) })
}

/// The product that the agent begins with: a library by our table, or whatever calls itself `name/version`.
fn product(agent: &str, system: &str) -> Option<Client> {
    let (name, version) = first(agent).filter(|(name, _)| *name != "Mozilla" && *name != "Opera")?;
    let lower = name.to_ascii_lowercase();
    let library = LIBRARIES.iter().find(|(token, _)| *token == lower).map(|(_, name)| *name);
    let kind = match system {
        _ if library.is_some() => LIBRARY,
        "AND" | "IOS" | "IPA" => APP,
        _ if is_more_library(agent) => LIBRARY,
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

fn program(agent: &str) -> Option<Client> {
    let listed = PROGRAMS.iter().find(|(mark, ..)| agent.contains(mark)).map(|(_, kind, name)| (*kind, *name));
    let library = || is_more_library(agent).then_some((LIBRARY, "HTTP Library"));
    let feed_reader = || is_feed_reader(agent).then_some((FEED_READER, "RSSReader"));
    let (kind, name) = listed.or_else(library).or_else(feed_reader)?;
    Some(Client { kind, name: name.to_owned(), ..Client::default() })
}

fn is_more_library(agent: &str) -> bool {
    let first_word = agent.split(['/', ' ']).next().unwrap_or_default();
    MORE_LIBRARIES.iter().any(|start| agent.starts_with(start))
        || PHP_PROGRAMS.contains(&first_word)
        || LIBRARY_MARKS.iter().any(|mark| agent.contains(mark))
        || ["-HttpClient", " HttpClient"].iter().any(|end| agent.ends_with(end))
}

/// `RSS` in any case, as a word or in `RSSReader` and `RSSBar`.
fn is_feed_reader(agent: &str) -> bool {
    let lower = agent.to_ascii_lowercase();
    lower.match_indices("rss").any(|(at, found)| {
        let rest = &lower[at + found.len()..];
        rest.starts_with(['-', '_', ' ', '/', ';', '(', ')']) || rest.starts_with("reader") || rest.starts_with("bar")
    })
}
