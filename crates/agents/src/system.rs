//! The operating system an agent runs on.

use woothee::parser::WootheeResult;

use crate::product::{major_minor, version_of};

/// An operating system; unknown parts are empty.
#[derive(Default)]
pub(crate) struct System {
    pub code: &'static str,
    pub name: String,
    pub version: String,
}

/// What woothee calls a system, its code and its name.
const SYSTEMS: [(&str, &str, &str); 27] = [
    ("Mac OSX", "MAC", "Mac"),
    ("Mac OS Classic", "MAC", "Mac"),
    ("iPhone", "IOS", "iOS"),
    ("iPad", "IPA", "iPadOS"),
    ("iPod", "IOS", "iOS"),
    ("iOS", "IOS", "iOS"),
    ("Android", "AND", "Android"),
    ("Linux", "LIN", "GNU/Linux"),
    ("ChromeOS", "COS", "Chrome OS"),
    ("BSD", "BSD", "FreeBSD"),
    ("Windows Phone OS", "WPH", "Windows Phone"),
    ("Windows CE", "WCE", "Windows CE"),
    ("Firefox OS", "FOS", "Firefox OS"),
    ("BlackBerry", "BLB", "BlackBerry OS"),
    ("BlackBerry 10", "BLB", "BlackBerry OS"),
    ("SymbianOS", "SYS", "Symbian OS"),
    ("PlayStation Portable", "PSP", "PlayStation Portable"),
    ("PlayStation Vita", "PS3", "PlayStation"),
    ("PlayStation 3", "PS3", "PlayStation"),
    ("PlayStation 4", "PS3", "PlayStation"),
    ("Nintendo Wii", "WII", "Nintendo"),
    ("Nintendo Wii U", "WII", "Nintendo"),
    ("Nintendo 3DS", "NDS", "Nintendo Mobile"),
    ("Nintendo DSi", "NDS", "Nintendo Mobile"),
    ("Xbox 360", "XBX", "Xbox"),
    ("Xbox One", "XBX", "Xbox"),
    ("DigitalTV", "", ""),
];

/// What an agent says of a system that woothee takes for plain Linux.
const KINDS_OF_LINUX: [(&str, &str, &str); 8] = [
    ("Ubuntu", "UBT", "Ubuntu"),
    ("Fedora", "FED", "Fedora"),
    ("Debian", "DEB", "Debian"),
    ("CentOS", "CES", "CentOS"),
    ("openSUSE", "OSS", "openSUSE"),
    ("Gentoo", "GNT", "Gentoo"),
    ("Tizen", "TIZ", "Tizen"),
    ("Web0S", "WOS", "webOS"),
];

/// What agents of command lines and libraries say, and older tables do not know.
const LOOSE_MARKS: [(&str, &str, &str); 11] = [
    ("PlayStation 5", "PS3", "PlayStation"),
    ("PlayStation 4", "PS3", "PlayStation"),
    ("Windows", "WIN", "Windows"),
    ("win32", "WIN", "Windows"),
    ("Macintosh", "MAC", "Mac"),
    ("Darwin", "MAC", "Mac"),
    ("darwin", "MAC", "Mac"),
    ("FreeBSD", "BSD", "FreeBSD"),
    ("OpenBSD", "OBS", "OpenBSD"),
    ("NetBSD", "NBS", "NetBSD"),
    ("linux", "LIN", "GNU/Linux"),
];

/// The first release of Apple's tablet system under its own name.
const FIRST_IPADOS: u32 = 13;

pub(crate) fn identify(agent: &str, seen: &WootheeResult) -> System {
    match seen.os {
        woothee::woothee::VALUE_UNKNOWN => loose(agent),
        "Linux" => linux(agent),
        "iPad" => tablet(&seen.os_version),
        os => match os.strip_prefix("Windows ") {
            Some(release) if seen.category == "pc" => windows(release),
            _ => listed(agent, os, &seen.os_version),
        },
    }
}

fn listed(agent: &str, os: &str, version: &str) -> System {
    let version = if version == woothee::woothee::VALUE_UNKNOWN { "" } else { version };
    let (code, name) =
        SYSTEMS.iter().find(|(theirs, ..)| *theirs == os).map_or(("", os), |(_, code, name)| (*code, *name));
    let version = match code {
        "MAC" if version.is_empty() => version_of(agent, "Mac OS X").unwrap_or_default(), // 11 and later
        "COS" => version.split(' ').next_back().unwrap_or_default(),                      // `x86_64 14541.0.0`
        _ => version,
    };
    System { code, name: name.to_owned(), version: major_minor(version) }
}

/// Windows is known by its release, which woothee makes part of the name.
fn windows(release: &str) -> System {
    let version = if release == "UNKNOWN Ver" { "" } else { release };
    System { code: "WIN", name: "Windows".to_owned(), version: version.to_owned() }
}

fn tablet(version: &str) -> System {
    let release = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
    let (code, name) =
        if release.is_none_or(|major| major >= FIRST_IPADOS) { ("IPA", "iPadOS") } else { ("IOS", "iOS") };
    let version = if release.is_some() { version } else { "" };
    System { code, name: name.to_owned(), version: major_minor(version) }
}

fn linux(agent: &str) -> System {
    marked(agent, &KINDS_OF_LINUX).unwrap_or_else(|| System {
        code: "LIN",
        name: "GNU/Linux".to_owned(),
        version: String::new(),
    })
}

fn loose(agent: &str) -> System {
    marked(agent, &LOOSE_MARKS).unwrap_or_default()
}

fn marked(agent: &str, marks: &[(&str, &'static str, &str)]) -> Option<System> {
    let (mark, code, name) = marks.iter().find(|(mark, ..)| agent.contains(mark))?;
    // A kernel's version behind "Darwin" is not the system's.
    let version = if mark.eq_ignore_ascii_case("darwin") { None } else { version_of(agent, mark) };
    Some(System { code, name: (*name).to_owned(), version: major_minor(version.unwrap_or_default()) })
}
