//! What a deployment does wrong, or AWS: no table, no connection, credentials that do not hold, a clock that is off.

use crate::probe::{Seen, asks};
use crate::run::{Run, Scene};
use futures_util::StreamExt as _;
use futures_util::stream;
use roster_evidence::function::Setup;
use roster_evidence::gate::Gate;
use roster_evidence::report::{Table, ms};
use roster_evidence::stage::Stage;
use roster_tests::faults::{Fault, Rule};
use std::time::Duration;

const TEN_MINUTES: Duration = Duration::from_mins(10);
/// How many requests are probed side by side: most of them only wait.
const AT_ONCE: usize = 3;

/// What is wrong, in words and as it is done, and the status that it has.
type Case = (&'static str, Wrong, u16);

/// What is wrong.
#[derive(Clone, Copy)]
enum Wrong {
    Gate(Gate),
    Always(Fault),
    NoTable,
    NoConnection,
}

pub async fn run(run: &mut Run) {
    let cases: [Case; 11] = [
        ("the table is missing", Wrong::NoTable, 500),
        ("the credentials have expired", Wrong::Gate(Gate::ExpiredToken), 500),
        ("the credentials are nobody's", Wrong::Gate(Gate::UnknownKey), 500),
        ("the secret does not fit the key", Wrong::Gate(Gate::WrongSecret), 500),
        ("the function's clock is 10 min behind", Wrong::Gate(Gate::Ahead(TEN_MINUTES)), 0),
        ("the function's clock is 10 min ahead", Wrong::Gate(Gate::Behind(TEN_MINUTES)), 0),
        ("every call is refused for its rights", Wrong::Always(Fault::Refused("AccessDeniedException")), 500),
        ("every call fails with status 500", Wrong::Always(Fault::ServerError), 503),
        ("every call is throttled", Wrong::Always(Fault::Refused("ThrottlingException")), 503),
        ("every connection is reset", Wrong::Always(Fault::Reset), 503),
        ("connections are refused", Wrong::NoConnection, 503),
    ];
    let asks = ["get", "set prefs", "create"].into_iter().take(if run.quick { 1 } else { 3 });
    let asked: Vec<_> = cases.into_iter().flat_map(|case| asks.clone().map(move |ask| (case, ask))).collect();
    let probes = asked.iter().map(|&(case, ask)| both(run, case, ask));
    let seen: Vec<_> = stream::iter(probes).buffered(AT_ONCE).collect().await;
    let columns = ["what is wrong", "request", "warm", "warm ms", "cold", "cold ms", "calls", "logged cause"];
    let mut table = Table::new("A table that is not there", &columns);
    for ((case, ask), both) in asked.into_iter().zip(seen) {
        table.row(tell(run, case, ask, both));
    }
    table.note(
        "A warm function was well before. A clock that is off is found out by the date of the first answer; each later call \
         is signed by the time of AWS. Calls: warm / cold, where the start of the function makes one of its own.",
    );
    run.report.add(table);
}

/// A request to a warm function and to a cold one, each on a table of its own.
async fn both(run: &Run, (_, wrong, _): Case, ask: &str) -> [Option<(Stage, Seen)>; 2] {
    // What is wrong with the environment of a process was so when it started.
    let can_be_warm = !matches!(wrong, Wrong::NoTable | Wrong::NoConnection);
    let warm = if can_be_warm { Some(probe(run, wrong, ask, true).await) } else { None };
    [warm, Some(probe(run, wrong, ask, false).await)]
}

async fn probe(run: &Run, wrong: Wrong, ask: &str, is_warm: bool) -> (Stage, Seen) {
    let scene = run.scene().await;
    scene.stage.add_user("ann").await;
    let ask = asks(&scene.stage).into_iter().find(|known| known.name == ask).expect("a request that is known");
    let setup = setup(&scene, ask.function, wrong);
    let seen = scene.probe(&ask, setup, is_warm, |scene| begin(scene, wrong)).await;
    (scene.stage, seen)
}

/// The row of a request; a status of 0 is that of success.
fn tell(run: &mut Run, (name, _, status): Case, ask: &str, both: [Option<(Stage, Seen)>; 2]) -> Vec<String> {
    let status = match (status, ask) {
        (0, "create") => 201,
        (0, _) => 200,
        _ => status,
    };
    let mut cells = vec![name.to_owned(), ask.to_owned()];
    let (mut calls, mut cause) = (Vec::new(), "none".to_owned());
    for seen in both {
        let Some((stage, seen)) = seen else {
            cells.extend(["-".to_owned(), "-".to_owned()]);
            calls.push("-".to_owned());
            continue;
        };
        seen.judge(run, &stage, status, &format!("{name}: {ask}"));
        cells.extend([seen.status.to_string(), ms(seen.took)]);
        calls.push(seen.calls.to_string());
        cause = seen.causes.first().cloned().unwrap_or(cause);
    }
    cells.extend([calls.join(" / "), cause]);
    cells
}

fn setup(scene: &Scene, function: &str, wrong: Wrong) -> Setup {
    let mut setup = scene.function(function);
    match wrong {
        Wrong::NoTable => drop(setup.env.insert("ROSTER_TABLE".to_owned(), "nowhere".to_owned())),
        // Nobody listens on the port that is reserved for none.
        Wrong::NoConnection => {
            let nobody = "https://localhost:1".to_owned();
            drop(setup.env.insert("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), nobody));
        }
        _ => {}
    }
    setup
}

fn begin(scene: &Scene, wrong: Wrong) {
    scene.front.clear();
    match wrong {
        Wrong::Gate(gate) => scene.front.set(gate),
        Wrong::Always(fault) => scene.front.faults.add(Rule::new(fault)),
        Wrong::NoTable | Wrong::NoConnection => {}
    }
}
