//! Every target with its seeds, and with the same hundred thousand mutations of them in every run. `make fuzz` goes further,
//! guided by coverage; an input that it finds becomes a seed of its target, or a test of the code that was wrong.

use roster_fuzz::mutation::{mutated, noise};
use roster_fuzz::{Pace, TARGETS, Target, named, test_app};
use roster_tests::random::Random;
use std::time::{Duration, Instant};

const SEED: u64 = 20_261_126;

/// The number of mutations of a target.
const fn mutations(pace: Pace) -> usize {
    match pace {
        Pace::Call => 11_000,
        Pace::Request => 2_000,
        Pace::Requests => 400,
    }
}

/// Runs an input, and reports it when the target panics.
fn run(target: &Target, input: &[u8], what: &str) {
    let ran = std::panic::catch_unwind(|| (target.run)(input));
    assert!(ran.is_ok(), "{} {what}: {:?}", target.name, String::from_utf8_lossy(input));
}

fn replay(name: &str) {
    let target = named(name).unwrap();
    for (number, seed) in target.seeds.iter().enumerate() {
        run(&target, seed, &format!("seed {number}"));
    }
    let mut random = Random::new(SEED);
    for number in 0..mutations(target.pace) {
        let is_noise = target.pace == Pace::Requests && random.chance(0.7);
        let input = if is_noise { noise(&mut random) } else { mutated(target.seeds, &mut random) };
        run(&target, &input, &format!("mutation {number}"));
    }
    let answers = test_app::end();
    if target.pace == Pace::Requests {
        let count = |status| answers.get(&status).copied().unwrap_or_default();
        let statuses = [200, 201, 204, 400, 401, 404].map(count);
        assert!(statuses.iter().all(|count| *count >= 5), "the requests reach too few statuses: {answers:?}");
    }
}

macro_rules! replays {
    ($($test:ident => $target:literal),* $(,)?) => {
        $(#[test]
        fn $test() {
            replay($target);
        })*

        #[test]
        fn every_target_is_replayed() {
            let mut replayed = vec![$($target),*];
            let mut known: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
            replayed.sort_unstable();
            known.sort_unstable();
            assert_eq!(replayed, known);
        }
    };
}

replays! {
    emails_have_one_form_and_one_mailbox => "emails",
    texts_are_within_their_bounds => "texts",
    queries_keep_their_meaning_and_index_hints_find_every_match => "queries",
    preferences_are_stored_unchanged => "prefs",
    foreign_hashes_are_within_their_cost_bounds => "hashes",
    a_name_finds_its_user => "search",
    tokens_are_printed_as_they_are_parsed => "tokens",
    any_user_agent_is_parsed => "agents",
    bodies_are_parsed_as_by_other_parsers => "bodies",
    query_strings_are_parsed_as_by_other_parsers => "query-strings",
    credentials_give_no_access_that_they_were_not_issued_for => "credentials",
    every_event_gets_a_valid_response => "events",
    responses_match_the_document => "router",
}

/// Much longer than a linear parser takes on a busy machine, much shorter than a quadratic one.
const LONGEST: Duration = Duration::from_secs(60);

/// Inputs of almost the maximum length of the gateway, with shapes that slow parsers down.
#[test]
fn long_inputs_are_parsed_in_linear_time() {
    const LONG: usize = 400_000;
    let many = |piece: &str| piece.repeat(LONG / piece.len());
    let shapes: [(&str, String); 22] = [
        ("bodies", format!("\x01prefs[a]=1&{}", many("prefs[]=&"))),
        ("bodies", format!("\x01{}", many("prefs[]=&"))),
        ("bodies", format!("\x01{}", many("prefs[a][]=&prefs[a][x]=&"))),
        ("bodies", format!("\x01{}", many("queries[0]=&"))),
        ("bodies", format!("\x01prefs{}=1", many("[a]"))),
        ("bodies", format!("\x01{}", many("%"))),
        ("bodies", format!("\x00{{\"prefs\":{}", many("{\"a\":"))),
        ("bodies", format!("\x00{{\"labels\":[{}\"a\"]}}", many("\"a\","))),
        ("bodies", format!("\x00{{\"queries\":[{}0]}}", many("[],"))),
        ("bodies", format!("\x00{{{}\"a\":0}}", many("\"a\":0,"))),
        ("bodies", format!("\x00{{\"name\":\"{}\"}}", many("\\u00e9"))),
        ("bodies", format!("\x02{}", many("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n"))),
        ("bodies", format!("\x02--x\r\n{}", many("a: b\r\n"))),
        ("bodies", format!("\x02--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{}", many("\r\n--"))),
        ("query-strings", "&name[]=x".repeat(6_000)),
        ("credentials", format!("\x00{}", many("a_session_p;"))),
        ("credentials", format!("\x01{{{}\"a\":\"\"}}", many("\"a_session_q\":\"x\","))),
        ("agents", many("Mozilla/5.0 (Linux; Android ")),
        ("search", many("ﷺ ")),
        ("queries", many("or([")),
        ("prefs", format!("{{\"a\":{}", many("["))),
        ("emails", format!("{}@example.com", many("a."))),
    ];
    for (name, input) in shapes {
        let (target, begun) = (named(name).unwrap(), Instant::now());
        run(&target, input.as_bytes(), "a long input");
        assert!(begun.elapsed() < LONGEST, "{name} took {:?} for {:?}...", begun.elapsed(), input.get(..60));
    }
}
