//! The device: what it is, who made it, which model.

use crate::system::System;

/// A device; unknown parts are empty.
#[derive(Default)]
pub(crate) struct Device {
    pub kind: &'static str,
    pub brand: &'static str,
    pub model: String,
}

/// Longer models are not models.
const LONGEST_MODEL: usize = 64;

/// How the models of a maker begin, and whether that beginning is only the maker's name, which is then cut off.
const BRANDS: [(&str, &str, bool); 34] = [
    ("SM-", "Samsung", false),
    ("GT-", "Samsung", false),
    ("SAMSUNG ", "Samsung", true),
    ("Galaxy ", "Samsung", false),
    ("Pixel", "Google", false),
    ("Nexus", "Google", false),
    ("Redmi", "Xiaomi", false),
    ("POCO", "Xiaomi", false),
    ("Mi ", "Xiaomi", false),
    ("MI ", "Xiaomi", false),
    ("Xiaomi ", "Xiaomi", true),
    ("HUAWEI ", "Huawei", true),
    ("HONOR ", "Honor", true),
    ("moto", "Motorola", false),
    ("Moto", "Motorola", false),
    ("motorola ", "Motorola", true),
    ("ONEPLUS ", "OnePlus", true),
    ("OnePlus ", "OnePlus", true),
    ("OPPO ", "OPPO", true),
    ("CPH", "OPPO", false),
    ("RMX", "Realme", false),
    ("vivo ", "Vivo", true),
    ("Nokia ", "Nokia", true),
    ("LM-", "LG", false),
    ("LG-", "LG", false),
    ("SO-", "Sony", false),
    ("XQ-", "Sony", false),
    ("Xperia", "Sony", false),
    ("BRAVIA", "Sony", false),
    ("ASUS_", "Asus", false),
    ("HTC ", "HTC", true),
    ("Lenovo ", "Lenovo", true),
    ("TECNO ", "Tecno Mobile", true),
    ("KF", "Amazon", false),
];

/// The makers of consoles.
const CONSOLES: [(&str, &str); 3] = [("PlayStation", "Sony"), ("Nintendo", "Nintendo"), ("Xbox", "Microsoft")];

const TELEVISIONS: [&str; 8] =
    ["SMART-TV", "SmartTV", "Smart TV", "Android TV", "Google TV", "BRAVIA", "Web0S", "InettvBrowser/"];

/// The device that runs `system`.
pub(crate) fn identify(agent: &str, system: &System) -> Device {
    if TELEVISIONS.iter().any(|mark| agent.contains(mark)) {
        return Device { kind: "tv", ..android(agent) };
    }
    if let Some(console) = console(agent) {
        return console;
    }
    match system.code {
        "IOS" | "IPA" => apple(system.apple),
        "AND" => android(agent),
        "MAC" => Device { kind: "desktop", brand: "Apple", ..Device::default() },
        "WIN" | "COS" | "LIN" | "UBT" | "FED" | "DEB" | "CES" | "OSS" | "GNT" | "BSD" | "OBS" | "NBS" => {
            Device { kind: "desktop", ..Device::default() }
        }
        "WPH" | "WCE" | "FOS" | "BLB" => Device { kind: "smartphone", ..Device::default() },
        "SYS" => Device { kind: "feature phone", ..Device::default() },
        // The systems of Japanese networks have a name and no code.
        "" if !system.name.is_empty() => Device { kind: "feature phone", ..Device::default() },
        _ => Device::default(),
    }
}

fn console(agent: &str) -> Option<Device> {
    let (mark, brand) = CONSOLES.iter().find(|(mark, _)| agent.contains(mark))?;
    let from = agent.rfind(mark).unwrap_or_default(); // the last says most: `PlayStation; PlayStation 5/6.50`
    let model = agent[from..].split([';', ')', '/', ',']).next().unwrap_or_default();
    // A console's own version follows its name as a number with a dot; the model's number has none.
    let words: Vec<&str> = model.split(' ').filter(|word| !word.contains('.')).collect();
    let model = words.join(" ");
    let model = model.strip_prefix("Nintendo ").unwrap_or(&model);
    Some(Device { kind: "console", brand, model: bounded(model) })
}

fn apple(device: &str) -> Device {
    let (kind, model) = match device {
        "iPad" => ("tablet", "iPad"),
        "iPod" => ("portable media player", "iPod Touch"),
        "iPhone" => ("smartphone", "iPhone"),
        _ => ("smartphone", ""),
    };
    Device { kind, brand: "Apple", model: model.to_owned() }
}

fn android(agent: &str) -> Device {
    let stated = android_model(agent).unwrap_or_default();
    let maker = BRANDS.iter().find(|(prefix, ..)| stated.starts_with(prefix));
    let (brand, model) = match maker {
        Some((prefix, brand, true)) => (*brand, stated.strip_prefix(prefix).unwrap_or(stated)),
        Some((_, brand, false)) => (*brand, stated),
        None => ("", stated),
    };
    Device { kind: android_kind(agent, model), brand, model: bounded(model) }
}

/// Browsers on Android say "Mobile" on a phone and leave it out on a tablet; apps say neither.
fn android_kind(agent: &str, model: &str) -> &'static str {
    let tablet = ["SM-T", "SM-X", "SM-P", "KF"].iter().any(|prefix| model.starts_with(prefix))
        || [" Tab", " Pad", "Tablet"].iter().any(|mark| agent.contains(mark));
    match () {
        () if tablet => "tablet",
        () if agent.contains("Mobile") || agent.contains("Opera Mini") => "smartphone",
        () if agent.contains("Safari/") => "tablet",
        () if !model.is_empty() => "smartphone",
        () => "",
    }
}

/// The model follows the version: `(Linux; Android 13; SM-S911B Build/TP1A; wv)`.
fn android_model(agent: &str) -> Option<&str> {
    let (_, rest) = agent.split_once("Android")?;
    let parts = rest_of_comment(rest).split(';').skip(1);
    parts.map(|part| part.split(" Build/").next().unwrap_or(part).trim()).find(|part| is_model(part))
}

/// Up to the bracket that closes the comment; a model may have brackets of its own: `moto g power (2021)`.
fn rest_of_comment(rest: &str) -> &str {
    let mut open = 1;
    let end = rest.find(|c| {
        open += i32::from(c == '(') - i32::from(c == ')');
        open == 0
    });
    &rest[..end.unwrap_or(rest.len())]
}

/// Whether a part of the comment may be a model, and not a language, a flag or a product.
fn is_model(part: &str) -> bool {
    let language = matches!(part.as_bytes(), [_, _] | [_, _, b'-' | b'_', _, _]) && part.is_ascii();
    let flag = matches!(part, "" | "K" | "U" | "Mobile" | "Tablet" | "wv");
    !language && !flag && !part.contains(['/', ':'])
}

fn bounded(model: &str) -> String {
    let fits = model.len() <= LONGEST_MODEL && !model.chars().any(char::is_control);
    if fits { model.trim().to_owned() } else { String::new() }
}
