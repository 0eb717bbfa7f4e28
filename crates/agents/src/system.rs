//! The operating system that an agent runs on.

use crate::product::{leading_version, major_minor, number_after, version_of};

/// An operating system; unknown parts are empty.
#[derive(Default)]
pub(crate) struct System {
    pub code: &'static str,
    pub name: &'static str,
    pub version: String,
    /// `iPhone`, `iPad` or `iPod`, as the agent has it: an iPad before release 13 runs iOS.
    pub apple: &'static str,
}

impl System {
    fn new(code: &'static str, name: &'static str, version: &str) -> System {
        System { code, name, version: major_minor(version), apple: "" }
    }
}

/// A mark, the code and the name of the system that it shows.
type Mark = (&'static str, &'static str, &'static str);

/// Consoles and televisions, which are tried first: some of them call themselves `like Linux` or `like iPhone`.
const APPLIANCES: [Mark; 11] = [
    ("PSP (PlayStation Portable);", "PSP", "PlayStation Portable"),
    ("PlayStation Vita", "PS3", "PlayStation"),
    ("PLAYSTATION 3;", "PS3", "PlayStation"),
    ("PLAYSTATION 3", "PS3", "PlayStation"),
    ("PlayStation 4", "PS3", "PlayStation"),
    ("PlayStation 5", "PS3", "PlayStation"),
    ("Nintendo 3DS;", "NDS", "Nintendo Mobile"),
    ("Nintendo DSi;", "NDS", "Nintendo Mobile"),
    ("Nintendo Wii;", "WII", "Nintendo"),
    ("(Nintendo WiiU)", "WII", "Nintendo"),
    ("InettvBrowser/", "", ""),
];

/// What follows `Windows ` in an agent, and the release that it means.
const WINDOWS: [(&str, &str); 10] = [
    ("NT 10.0", "10"),
    ("NT 6.3", "8.1"),
    ("NT 6.2", "8"),
    ("NT 6.1", "7"),
    ("NT 6.0", "Vista"),
    ("NT 5.1", "XP"),
    ("NT 5.0", "2000"),
    ("NT 4.0", "NT 4.0"),
    ("98", "98"),
    ("95", "95"),
];

/// Distributions and televisions that say `Linux` as well.
const KINDS_OF_LINUX: [Mark; 8] = [
    ("Ubuntu", "UBT", "Ubuntu"),
    ("Fedora", "FED", "Fedora"),
    ("Debian", "DEB", "Debian"),
    ("CentOS", "CES", "CentOS"),
    ("openSUSE", "OSS", "openSUSE"),
    ("Gentoo", "GNT", "Gentoo"),
    ("Tizen", "TIZ", "Tizen"),
    ("Web0S", "WOS", "webOS"),
];

/// Phones that are neither Android nor iOS; those of Japanese networks have a name and no code.
const FEATURE_PHONES: [Mark; 15] = [
    ("SymbianOS", "SYS", "Symbian OS"),
    ("DoCoMo", "", "docomo"),
    (";FOMA;", "", "docomo"),
    ("KDDI-", "", "au"),
    ("SoftBank", "", "SoftBank"),
    ("Vodafone", "", "SoftBank"),
    ("J-PHONE", "", "SoftBank"),
    ("WILLCOM", "", "WILLCOM"),
    ("DDIPOCKET", "", "WILLCOM"),
    ("jig browser", "", "jig"),
    ("emobile/", "", "emobile"),
    ("OpenBrowser", "", "emobile"),
    ("Browser/Obigo-Browser", "", "emobile"),
    ("Hatena-Mobile-Gateway/", "", "Mobile Transcoder"),
    ("livedoor-Mobile-Gateway/", "", "Mobile Transcoder"),
];

/// What command lines, libraries and rare systems say.
const LOOSE_MARKS: [Mark; 10] = [
    ("Windows", "WIN", "Windows"),
    ("win32", "WIN", "Windows"),
    ("Macintosh", "MAC", "Mac"),
    ("Mac_PowerPC", "MAC", "Mac"),
    ("Darwin", "MAC", "Mac"),
    ("darwin", "MAC", "Mac"),
    ("FreeBSD", "BSD", "FreeBSD"),
    ("OpenBSD", "OBS", "OpenBSD"),
    ("NetBSD", "NBS", "NetBSD"),
    ("linux", "LIN", "GNU/Linux"),
];

/// The first release of Apple's tablet system under its own name.
const FIRST_IPADOS: u32 = 13;

/// The system that an agent states as browsers and apps do.
pub(crate) fn stated(agent: &str) -> Option<System> {
    marked(agent, &APPLIANCES)
        .or_else(|| windows(agent))
        .or_else(|| apple(agent))
        .or_else(|| linux(agent))
        .or_else(|| handheld(agent))
        .or_else(|| marked(agent, &FEATURE_PHONES))
        .or_else(|| chrome_os(agent))
}

/// The system that a word somewhere in the agent shows.
pub(crate) fn loose(agent: &str) -> Option<System> {
    marked(agent, &LOOSE_MARKS)
}

fn windows(agent: &str) -> Option<System> {
    if agent.contains("(Win98;") {
        return Some(windows_release("98"));
    }
    if !agent.contains("Windows") {
        return None;
    }
    if agent.contains("Xbox") {
        return Some(System::new("XBX", "Xbox", ""));
    }
    let Some(stated) = windows_stated(agent) else { return Some(windows_release("")) };
    if stated == "CE" {
        return Some(System::new("WCE", "Windows CE", ""));
    }
    if let Some(phone) = stated.strip_prefix("Phone ") {
        let version = phone.strip_prefix("OS ").unwrap_or(phone);
        return Some(System::new("WPH", "Windows Phone", leading_version(version)));
    }
    let (_, release) = WINDOWS.iter().find(|(theirs, _)| *theirs == stated)?;
    Some(windows_release(release))
}

/// Releases of Windows are names rather than numbers, so that they are not cut.
fn windows_release(release: &str) -> System {
    System { version: release.to_owned(), ..System::new("WIN", "Windows", "") }
}

/// `NT 10.0` of `Windows NT 10.0; Win64`: the words after the first `Windows ` that end where a part of the comment ends.
fn windows_stated(agent: &str) -> Option<&str> {
    let mut rest = agent;
    loop {
        (_, rest) = rest.split_once("Windows ")?;
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == ' ' || c == '.';
        let end = rest.find(|c| !is_word(c))?;
        if end > 0 && rest[end..].starts_with([';', ')', '\\']) {
            return Some(&rest[..end]);
        }
        rest = &rest[end..]; // words that were read are not read again: the time stays linear
    }
}

fn apple(agent: &str) -> Option<System> {
    if !agent.contains("Mac OS X") {
        return None;
    }
    let version = || agent.split_once("; CPU").and_then(|(_, rest)| number_after(rest, "OS "));
    let device =
        [("iPhone;", "iPhone"), ("iPad;", "iPad"), ("iPod", "iPod")].iter().find(|(mark, _)| agent.contains(mark));
    match device {
        Some((_, apple)) if agent.contains("like Mac OS X") => Some(apple_mobile(apple, version().unwrap_or_default())),
        _ => Some(System::new("MAC", "Mac", version_of(agent, "Mac OS X").unwrap_or_default())),
    }
}

/// The system of an iPhone, an iPad or an iPod.
fn apple_mobile(apple: &'static str, version: &str) -> System {
    let release = version.split(['.', '_']).next().and_then(|major| major.parse::<u32>().ok());
    let is_ipados = apple == "iPad" && release.is_none_or(|major| major >= FIRST_IPADOS);
    let (code, name) = if is_ipados { ("IPA", "iPadOS") } else { ("IOS", "iOS") };
    System { apple, ..System::new(code, name, version) }
}

fn linux(agent: &str) -> Option<System> {
    if !agent.contains("Linux") {
        return None;
    }
    let any = || System::new("LIN", "GNU/Linux", "");
    android(agent).or_else(|| marked(agent, &KINDS_OF_LINUX)).or_else(|| Some(any()))
}

fn android(agent: &str) -> Option<System> {
    let version = || ["Android ", "Android-"].iter().find_map(|mark| number_after(agent, mark));
    agent.contains("Android").then(|| System::new("AND", "Android", version().unwrap_or_default()))
}

/// Phones and tablets that name neither Linux nor Mac OS X.
fn handheld(agent: &str) -> Option<System> {
    let device = ["iPhone", "iPad", "iPod"].iter().find(|mark| agent.contains(**mark));
    firefox_os(agent)
        .or_else(|| device.map(|apple| apple_mobile(apple, "")))
        .or_else(|| android(agent))
        .or_else(|| agent.contains("CFNetwork").then(|| System::new("IOS", "iOS", "")))
        .or_else(|| blackberry(agent))
}

/// `Mozilla/5.0 (Mobile; rv:18.0) Gecko/18.0 Firefox/18.0`, to the end of the agent.
fn firefox_os(agent: &str) -> Option<System> {
    let (comment, products) = agent.strip_prefix("Mozilla/5.0 (")?.split_once(") Gecko/")?;
    let is_device = comment.starts_with("Mobile;") || comment.starts_with("Tablet;");
    let (_, version) = comment.rsplit_once(" rv:")?;
    let (_, firefox) = products.split_once(" Firefox/")?;
    (is_device && is_number(version) && is_number(firefox)).then(|| System::new("FOS", "Firefox OS", version))
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// `BB10; … Version/10.0`, and before that `BlackBerry9700/5.0`.
fn blackberry(agent: &str) -> Option<System> {
    let version = if agent.contains("BB10") {
        number_after(agent, "Version/").unwrap_or_default()
    } else {
        let (model, version) = agent.split_once("BlackBerry")?.1.split_once('/').unwrap_or_default();
        if is_number(model) { leading_version(version) } else { "" }
    };
    Some(System::new("BLB", "BlackBerry OS", version))
}

/// `X11; CrOS x86_64 14541.0.0)`: the processor, then the version.
fn chrome_os(agent: &str) -> Option<System> {
    let (_, rest) = agent.split_once("X11; CrOS ")?;
    let version = rest.split([')', ';']).next().and_then(|part| part.split(' ').nth(1));
    Some(System::new("COS", "Chrome OS", version.map_or("", leading_version)))
}

fn marked(agent: &str, marks: &[Mark]) -> Option<System> {
    let (mark, code, name) = marks.iter().find(|(mark, ..)| agent.contains(mark))?;
    // The version behind `Darwin` is the kernel's, and networks of phones have none.
    let has_version = !code.is_empty() && !mark.eq_ignore_ascii_case("darwin");
    let version = if has_version { version_of(agent, mark) } else { None };
    Some(System::new(code, name, version.unwrap_or_default()))
}
