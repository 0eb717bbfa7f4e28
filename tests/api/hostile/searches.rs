//! Searches that are made to be expensive, of 256 characters. The cost of every search has an upper bound.

use crate::app::TestApp;
use futures_util::StreamExt;
use futures_util::stream::iter;
use roster_tests::clock::{bare, name};
use roster_tests::effort::print_summary;
use roster_tests::meter::Bill;

/// The number of users, who all have the same words.
const USERS: usize = 600;
/// The number of users that are created at once.
const CONCURRENCY: usize = 32;
/// The longest search term, in characters.
const LONGEST: usize = 256;
/// The upper bound of read units. A search looks up five words, and each has a posting of every user. Then it reads the
/// list, if that costs less than reading every user who has all five words. The bound is less than twice this cost.
const MAX_UNITS: f64 = USERS as f64 / 3.0;
const MAX_CALLS: usize = 20;

/// An app in which all users have the same eight words, so that no word is selective.
async fn with_equal_users() -> TestApp {
    let app = TestApp::start().await;
    let words = "aa ab ac ad ae af ag ah";
    let users: Vec<_> = (0..USERS).map(|n| (format!("user{n:04}"), app.time.change())).collect();
    let create = async |(id, change): (String, roster_core::Change)| {
        let new = roster_core::NewUser { name: name(words), ..bare(&id) };
        app.store.create_user(&app.project, new, &change).await.unwrap();
    };
    iter(users).map(create).buffer_unordered(CONCURRENCY).collect::<Vec<()>>().await;
    app
}

fn fill(part: &str) -> String {
    part.chars().cycle().take(LONGEST).collect::<String>()
}

fn terms() -> Vec<String> {
    let mut terms: Vec<String> = [
        "a ",
        "aa ",
        "aa ab ac ad ae af ag ah ",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z ",
        "\"aa\" ",
        "\"",
        "\"a",
        "@",
        "a@",
        "+1",
        "%",
        "_",
        "*",
        "\\",
        "'",
        "ä",
        "ß",
        "İ",
        "a\u{301}",
        "\u{301}",
        "\u{200b}",
        "ａ",
        "🎈",
        "字",
        "a-a.",
        "0",
        "user",
        "\u{0}",
    ]
    .map(fill)
    .into();
    let distinct: Vec<String> =
        (0..86).map(|n| format!("{}{}", char::from(b'a' + n / 26), char::from(b'a' + n % 26))).collect();
    terms.push(distinct.join(" "));
    terms.push(format!("\"{}\"", fill("aa ab ")[..254].to_owned()));
    terms.push("aa".to_owned());
    terms.push("a".to_owned());
    terms
}

async fn bill_of(app: &TestApp, term: &str) -> (u16, Bill) {
    let term: String = form_urlencoded::byte_serialize(term.as_bytes()).collect();
    let search = app.get(&format!("/v1/users?search={term}")).key().send();
    let (answer, bill) = app.caller.meter.measure(search).await;
    (answer.status.as_u16(), bill)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_search_costs_more_than_five_words_that_all_users_have() {
    let app = with_equal_users().await;
    let mut costliest = (0.0, 0, String::new());
    for term in terms() {
        let (status, bill) = bill_of(&app, &term).await;
        assert!(matches!(status, 200 | 400), "{term:?}: {status}");
        assert!(bill.read_units() <= MAX_UNITS && bill.write_units() == 0.0, "{term:?}: {} units", bill.read_units());
        assert!(bill.calls.len() <= MAX_CALLS, "{term:?}: {} calls", bill.calls.len());
        if bill.read_units() > costliest.0 {
            costliest = (bill.read_units(), bill.calls.len(), term);
        }
    }
    print_summary(format!(
        "searches: the costliest took {} units in {} calls among {USERS} users: {:?}",
        costliest.0, costliest.1, costliest.2
    ));
    assert!(costliest.0 > 50.0, "a term that makes the store read all users");
}
