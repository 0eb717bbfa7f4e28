//! Programs that read sites on their own: no user sits in front of them, so only their name is kept.

use crate::client;
use crate::product::first;

/// Crawlers that do not begin with their own name, or whose name gives no sign: a mark, and the name to use when the agent
/// begins with `Mozilla`.
const LISTED: [(&str, &str); 43] = [
    ("compatible; Googlebot-Mobile", "Googlebot Mobile"),
    ("compatible; Googlebot", "Googlebot"),
    ("Googlebot-Image/", "Googlebot"),
    ("compatible; AdsBot-Google-Mobile;", "AdsBot-Google-Mobile"),
    ("AdsBot-Google", "AdsBot-Google"),
    ("Mediapartners-Google", "Google Mediapartners"),
    ("Feedfetcher-Google;", "Google Feedfetcher"),
    ("AppEngine-Google", "Google AppEngine"),
    ("Google Web Preview", "Google Web Preview"),
    ("FeedBurner/", "Google FeedBurner"),
    ("compatible; Yahoo! Slurp", "Yahoo! Slurp"),
    ("YahooFeedSeeker", "Yahoo! Japan"),
    ("crawler (http://listing.yahoo.co.jp/", "Yahoo! Japan"),
    ("crawler (http://help.yahoo.co.jp/", "Yahoo! Japan"),
    ("Y!J-BR", "Yahoo! Japan"),
    ("Yahoo Pipes", "Yahoo! Pipes"),
    ("msnbot", "msnbot"),
    ("compatible; bingbot", "bingbot"),
    ("BingPreview", "BingPreview"),
    ("compatible; Baiduspider", "Baiduspider"),
    ("Baiduspider+", "Baiduspider"),
    ("Baiduspider-image+", "Baiduspider"),
    ("help.naver.com/", "Naver Yeti"),
    ("naver.me/bot", "Naver Yeti"),
    ("facebookexternalhit", "facebook"),
    ("Twitterbot/", "twitter"),
    ("help.goo.ne.jp/door/crawler.html", "goo"), // check-words: allow the crawler sends this
    ("compatible; ichiro/mobile goo;", "goo"),
    ("gooblogsearch/", "goo"),
    ("Apple-PubSub", "Apple iCloud"),
    ("(www.radian6.com/crawler)", "salesforce radian6"),
    ("Genieo/", "Genieo Web Filter"),
    ("labs.topsy.com/butterfly/", "topsy Butterfly"),
    ("compatible; AhrefsBot/", "ahref AhrefsBot"),
    ("livedoor FeedFetcher", "livedoor FeedFetcher"),
    ("Fastladder FeedFetcher", "livedoor FeedFetcher"),
    ("Hatena Antenna", "Hatena"),
    ("Hatena Pagetitle Agent", "Hatena"),
    ("Hatena Diary RSS", "Hatena"),
    ("mixi-check", "mixi"),
    ("mixi-crawler", "mixi"),
    ("compatible; Indy Library", "Indy Library"),
    ("trendictionbot", "trendiction"),
];

/// Words that make a crawler of an agent without browser and system, in lower case, when the word ends there.
const WORDS: [&str; 3] = ["bot", "crawler", "spider"];

/// More of the same, which may be part of a longer word, in lower case.
const PARTS: [&str; 11] = [
    "feed parser",
    "feedparser",
    "web parser",
    "webparser",
    "watch dog",
    "watchdog",
    "rome client ",
    "unwindfetchor/",
    "ia_archiver ",
    "summify ",
    "postrank/",
];

/// The name of a crawler that the table lists.
pub(crate) fn listed(agent: &str) -> Option<&str> {
    let (_, name) = LISTED.iter().find(|(mark, _)| agent.contains(mark))?;
    Some(own_name(agent).unwrap_or(name))
}

/// The name of what seems to be a crawler, possibly empty. Only for agents without browser and system: a phone's browser
/// may well have an app with `bot` in its name beside it.
pub(crate) fn guessed(agent: &str) -> Option<&str> {
    let lower = agent.to_ascii_lowercase();
    let is_crawler =
        WORDS.iter().any(|word| ends_a_word(&lower, word)) || PARTS.iter().any(|part| lower.contains(part));
    (is_crawler && !client::is_known_program(agent)).then(|| own_name(agent).unwrap_or_default())
}

fn own_name(agent: &str) -> Option<&str> {
    first(agent).map(|(name, _)| name).filter(|name| *name != "Mozilla")
}

fn ends_a_word(lower: &str, word: &str) -> bool {
    lower.match_indices(word).any(|(at, _)| {
        let next = lower[at + word.len()..].bytes().next();
        next.is_none_or(|byte| b"-_ ./;@()".contains(&byte))
    })
}
