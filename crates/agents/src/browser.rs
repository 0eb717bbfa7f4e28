//! The browser family and its version, as the agent's product tokens give them.

use crate::product::number_after;

/// What a family is called depends on the system as well: see [`crate::client`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Family {
    Chrome,
    Edge,
    Firefox,
    GoogleApp,
    InternetExplorer,
    Opera,
    Safari,
    Samsung,
    Vivaldi,
    Webview,
    Yandex,
}

/// Families with a product token of their own, in the order in which they are tried: nearly every browser also names the
/// ones that it is compatible with.
const OWN_TOKENS: [(&str, Family); 8] = [
    ("Edge/", Family::Edge),
    ("Edg/", Family::Edge),
    ("EdgiOS/", Family::Edge),
    ("EdgA/", Family::Edge),
    ("Vivaldi/", Family::Vivaldi),
    ("FxiOS/", Family::Firefox),
    ("YaBrowser/", Family::Yandex),
    ("SamsungBrowser/", Family::Samsung),
];

/// The tokens of Chrome: on a desktop or Android, on an early Android, on iOS.
const CHROME: [&str; 3] = ["Chrome/", "CrMo/", "CriOS/"];

/// The family and its version; the version is empty when the agent gives none.
pub(crate) fn find(agent: &str) -> Option<(Family, &str)> {
    internet_explorer(agent)
        .or_else(|| OWN_TOKENS.iter().find_map(|(token, family)| Some((*family, number_after(agent, token)?))))
        .or_else(|| if is_webview(agent) { Some((Family::Webview, "")) } else { safari_or_chrome(agent) })
        .or_else(|| agent.contains("Firefox/").then(|| (Family::Firefox, or_empty(number_after(agent, "Firefox/")))))
        .or_else(|| opera(agent))
        .or_else(|| apple_webview(agent))
}

fn internet_explorer(agent: &str) -> Option<(Family, &str)> {
    if !["compatible; MSIE", "Trident/", "IEMobile"].iter().any(|mark| agent.contains(mark)) {
        return None;
    }
    // From release 11 on, the version is Gecko's `rv:`, and `MSIE` is gone.
    let modern = || if agent.contains("Trident/") { number_after(agent, " rv:") } else { None };
    let version = number_after(agent, "MSIE ").or_else(modern).or_else(|| number_after(agent, "IEMobile/"));
    Some((Family::InternetExplorer, or_empty(version)))
}

/// A page inside an Android app; the view's own version, `Version/4.0`, never changed.
fn is_webview(agent: &str) -> bool {
    agent.contains("wv") && agent.contains("Chrome") && agent.contains("Android")
}

fn safari_or_chrome(agent: &str) -> Option<(Family, &str)> {
    if !agent.contains("Safari/") {
        return None;
    }
    if let Some(version) = CHROME.iter().find_map(|token| number_after(agent, token)) {
        let opera = number_after(agent, "OPR/").map(|version| (Family::Opera, version));
        return opera.or(Some((Family::Chrome, version)));
    }
    let google = number_after(agent, "GSA/").map(|version| (Family::GoogleApp, version));
    google.or_else(|| Some((Family::Safari, or_empty(number_after(agent, "Version/")))))
}

/// Opera with its own engine. From 10 on, `Opera/9.80` is for servers that cannot read two digits.
fn opera(agent: &str) -> Option<(Family, &str)> {
    let own = || ["Opera/", "Opera "].iter().find_map(|token| number_after(agent, token));
    agent.contains("Opera").then(|| (Family::Opera, or_empty(number_after(agent, "Version/").or_else(own))))
}

/// A page inside an app on iOS, which names no browser at all.
fn apple_webview(agent: &str) -> Option<(Family, &str)> {
    let is_apple = ["iPhone;", "iPad;", "iPod"].iter().any(|mark| agent.contains(mark));
    let is_view = is_apple && agent.contains("like Mac OS X") && !agent.contains("Safari/");
    is_view.then(|| (Family::Webview, or_empty(number_after(agent, "Version/"))))
}

fn or_empty(version: Option<&str>) -> &str {
    version.unwrap_or_default()
}
