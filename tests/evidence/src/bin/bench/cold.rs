//! From the start of a process to its first response, at the CPU share of a memory size.

use roster_evidence::deployment::Deployment;
use roster_evidence::event::Event;
use roster_evidence::report::{Report, Table, median, ms};
use std::time::Duration;

/// Memory sizes, in MiB, and the limit, in ms, for the first response of Roster's functions.
const SIZES: [(u64, Option<u64>); 4] = [(128, None), (256, Some(65)), (512, None), (1_769, Some(12))];

/// A function, and a request to it.
struct Case {
    function: &'static str,
    route: &'static str,
    path: &'static str,
}

const CASES: [Case; 5] = [
    Case { function: "bare", route: "/v1/users/{userId}", path: "/v1/users/user-0007" },
    Case { function: "prefs", route: "/v1/users/{userId}/prefs", path: "/v1/users/user-0007/prefs" },
    Case { function: "users", route: "/v1/users/{userId}", path: "/v1/users/user-0007" },
    Case { function: "sessions", route: "/v1/users/{userId}/sessions", path: "/v1/users/user-0007/sessions" },
    Case { function: "account", route: "/v1/account", path: "/v1/account" },
];

/// Measures every function at every size, one after the other in each round.
pub(crate) async fn measure(deployment: &Deployment, rounds: usize, report: &mut Report) {
    let columns = ["memory", "function", "init ms", "first answer ms", "of bare", "CPU ms", "bar ms"];
    let mut table = Table::new("Cold: from the start of the process to its first response", &columns);
    for (mib, bar) in SIZES {
        let mut taken = CASES.each_ref().map(|_| Vec::new());
        for _ in 0..rounds {
            for (case, taken) in CASES.iter().zip(&mut taken) {
                taken.push(start(deployment, case, mib).await);
            }
        }
        let middle = taken.map(|taken| Start {
            init: median(taken.iter().map(|start| start.init).collect()),
            answer: median(taken.iter().map(|start| start.answer).collect()),
            cpu: median(taken.iter().map(|start| start.cpu).collect()),
        });
        for (case, start) in CASES.iter().zip(&middle) {
            let ratio = start.answer.as_secs_f64() / middle[0].answer.as_secs_f64();
            let bar = bar.filter(|_| case.function != "bare").map_or("-".to_owned(), |bar| bar.to_string());
            let size = format!("{mib} MB");
            let cells = [size, case.function.to_owned(), ms(start.init), ms(start.answer), format!("{ratio:.2}")];
            table.row(cells.into_iter().chain([ms(start.cpu), bar]));
        }
    }
    table.note(
        "`init` ends when the function asks for its first event. By then our functions have opened the connection to the table \
         (by reading the table's version); `bare` has not. Lambda gives a whole CPU during init; these figures do not assume it.",
    );
    report.add(table);
}

struct Start {
    init: Duration,
    answer: Duration,
    cpu: Duration,
}

async fn start(deployment: &Deployment, case: &Case, mib: u64) -> Start {
    let event: Event = deployment.event("GET", case.route, case.path, "");
    let waiting = deployment.function(case.function).prepare(Some(mib)).await;
    let before = waiting.cpu();
    let (function, (answered, answer)) = waiting.begin(&event).await;
    let expected = if case.function == "account" { 401 } else { 200 };
    assert_eq!(answered.status(), expected, "{}: {}", case.function, answered.body);
    let start = Start { init: function.init(), answer, cpu: function.cpu().saturating_sub(before) };
    function.kill().await;
    start
}
