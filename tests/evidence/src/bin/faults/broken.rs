//! Errors of a deployment or of AWS: no table, no connection, invalid credentials, a wrong clock.

use crate::probe::{Seen, probe_requests};
use crate::run::{Environment, Run};
use futures_util::StreamExt as _;
use futures_util::stream;
use roster_evidence::deployment::Deployment;
use roster_evidence::function::Setup;
use roster_evidence::gate::Gate;
use roster_evidence::report::{Table, ms};
use roster_tests::faults::{Fault, Rule};
use std::time::Duration;

const TEN_MINUTES: Duration = Duration::from_mins(10);
/// The number of requests that are probed at once: most of them only wait.
const AT_ONCE: usize = 3;

/// A name, what is wrong, and the expected status; 0 means the status of success.
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
        ("the credentials are unknown", Wrong::Gate(Gate::UnknownKey), 500),
        ("the secret does not match the access key", Wrong::Gate(Gate::WrongSecret), 500),
        ("the function's clock is 10 min behind", Wrong::Gate(Gate::Ahead(TEN_MINUTES)), 0),
        ("the function's clock is 10 min ahead", Wrong::Gate(Gate::Behind(TEN_MINUTES)), 0),
        ("the function lacks a permission", Wrong::Always(Fault::Refused("AccessDeniedException")), 500),
        ("every call fails with status 500", Wrong::Always(Fault::ServerError), 503),
        ("every call is throttled", Wrong::Always(Fault::Refused("ThrottlingException")), 503),
        ("every connection is reset", Wrong::Always(Fault::Reset), 503),
        ("no connection is accepted", Wrong::NoConnection, 503),
    ];
    let requests = ["get", "set prefs", "create"].into_iter().take(if run.quick { 1 } else { 3 });
    let probed: Vec<_> =
        cases.into_iter().flat_map(|case| requests.clone().map(move |request| (case, request))).collect();
    let probes = probed.iter().map(|&(case, request)| both(run, case, request));
    let seen: Vec<_> = stream::iter(probes).buffered(if run.quick { 2 * AT_ONCE } else { AT_ONCE }).collect().await;
    let columns = ["what is wrong", "request", "warm", "warm ms", "cold", "cold ms", "calls", "logged cause"];
    let mut table = Table::new("A table that does not respond", &columns);
    for ((case, request), both) in probed.into_iter().zip(seen) {
        table.row(cells_of(run, case, request, both));
    }
    table.note(
        "A warm function had a healthy table before. A wrong clock is detected by the date of the first response; every later \
         call is signed with the time of AWS. Calls: warm / cold; a cold function makes one call at its start.",
    );
    run.report.add(table);
}

/// A request to a warm function and to a cold one, each with its own table.
async fn both(run: &Run, (_, wrong, _): Case, request: &str) -> [Option<(Deployment, Seen)>; 2] {
    // A wrong environment variable is wrong from the start of a process, so the function is never warm.
    let can_be_warm = !matches!(wrong, Wrong::NoTable | Wrong::NoConnection);
    let warm = if can_be_warm { Some(probe(run, wrong, request, true).await) } else { None };
    [warm, Some(probe(run, wrong, request, false).await)]
}

async fn probe(run: &Run, wrong: Wrong, request: &str, is_warm: bool) -> (Deployment, Seen) {
    let environment = run.environment().await;
    environment.deployment.add_user("ann").await;
    let request = probe_requests(&environment.deployment)
        .into_iter()
        .find(|known| known.name == request)
        .expect("a request that is known");
    let setup = setup(&environment, request.function, wrong);
    let seen = environment.probe(&request, setup, is_warm, |environment| begin(environment, wrong)).await;
    (environment.deployment, seen)
}

/// The cells of a request.
fn cells_of(
    run: &mut Run,
    (name, _, status): Case,
    request: &str,
    both: [Option<(Deployment, Seen)>; 2],
) -> Vec<String> {
    let status = match (status, request) {
        (0, "create") => 201,
        (0, _) => 200,
        _ => status,
    };
    let mut cells = vec![name.to_owned(), request.to_owned()];
    let (mut calls, mut cause) = (Vec::new(), "none".to_owned());
    for seen in both {
        let Some((deployment, seen)) = seen else {
            cells.extend(["-".to_owned(), "-".to_owned()]);
            calls.push("-".to_owned());
            continue;
        };
        seen.judge(run, &deployment, status, &format!("{name}: {request}"));
        cells.extend([seen.status.to_string(), ms(seen.took)]);
        calls.push(seen.calls.to_string());
        cause = seen.causes.first().cloned().unwrap_or(cause);
    }
    cells.extend([calls.join(" / "), cause]);
    cells
}

fn setup(environment: &Environment, function: &str, wrong: Wrong) -> Setup {
    let mut setup = environment.function(function);
    match wrong {
        Wrong::NoTable => drop(setup.env.insert("ROSTER_TABLE".to_owned(), "nowhere".to_owned())),
        // No process listens on this port.
        Wrong::NoConnection => {
            let unused = "https://localhost:1".to_owned();
            drop(setup.env.insert("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), unused));
        }
        _ => {}
    }
    setup
}

fn begin(environment: &Environment, wrong: Wrong) {
    environment.proxy.clear();
    match wrong {
        Wrong::Gate(gate) => environment.proxy.set(gate),
        Wrong::Always(fault) => environment.proxy.faults.add(Rule::new(fault)),
        Wrong::NoTable | Wrong::NoConnection => {}
    }
}
