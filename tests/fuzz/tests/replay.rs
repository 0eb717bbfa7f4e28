//! Every target with its seeds, and with the same hundred thousand mutations of them in every run. `make fuzz` goes further,
//! guided by coverage; what it finds becomes a seed of its target, or a test beside the code that was wrong.

use roster_fuzz::mutation::{mutated, noise};
use roster_fuzz::{Pace, TARGETS, Target, named, world};
use roster_tests::random::Random;
use std::time::{Duration, Instant};

const SEED: u64 = 20_261_126;

/// How many mutations a target gets.
const fn mutations(pace: Pace) -> usize {
    match pace {
        Pace::Call => 11_000,
        Pace::Request => 2_000,
        Pace::Requests => 400,
    }
}

/// Runs an input, and says which it was when the product does what it must not.
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
    let answers = world::end();
    if target.pace == Pace::Requests {
        let met = |status| answers.get(&status).copied().unwrap_or_default();
        let statuses = [200, 201, 204, 400, 401, 404].map(met);
        assert!(statuses.iter().all(|met| *met >= 5), "a dull target: {answers:?}");
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
    addresses_have_one_form_and_one_mailbox => "emails",
    texts_obey_their_bounds => "texts",
    queries_mean_the_same_written_anew_and_clues_lead_to_whoever_matches => "queries",
    preferences_are_kept_as_they_are => "prefs",
    hashes_of_others_cost_no_more_than_they_may => "hashes",
    who_is_called_so_is_found_so => "search",
    tokens_are_shown_as_they_are_read => "tokens",
    any_user_agent_is_read => "agents",
    bodies_are_read_as_others_read_them => "bodies",
    query_strings_are_read_as_others_read_them => "query-strings",
    credentials_open_nothing_that_they_were_not_made_for => "credentials",
    events_are_answered_whatever_they_are => "events",
    requests_are_answered_as_the_document_says => "router",
}

/// Much longer than anything here takes on a busy machine, much shorter than a reader takes that goes over all it has read
/// again and again.
const A_MOMENT: Duration = Duration::from_secs(60);

/// Inputs as long as the gateway lets through, or nearly, of the shapes that readers are slow at.
#[test]
fn long_inputs_of_every_shape_are_read_in_a_moment() {
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
        assert!(begun.elapsed() < A_MOMENT, "{name} took {:?} for {:?}...", begun.elapsed(), input.get(..60));
    }
}
