//! A low load for a long time: the memory of the processes does not grow.

use crate::life::{Functions, RequestStats};
use crate::run::Run;
use roster_evidence::report::Table;
use roster_evidence::{machine, report};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// The pause between two requests.
const PAUSE: Duration = Duration::from_millis(30);
/// The maximum growth of the memory of a process after its first minutes, in KiB.
const GROWTH: u64 = 4 * 1024;

pub async fn run(run: &mut Run, minutes: u64) {
    let environment = run.environment().await;
    environment.deployment.add_user("ann").await;
    let functions = Functions::start(&environment).await;
    let until = Instant::now() + Duration::from_secs(minutes * 60);
    let (done, mut ended) = oneshot::channel();
    let path = run.folder.join("soak.json");
    let watch = async {
        let mut samples = vec![sample(&functions)];
        while tokio::time::timeout(Duration::from_secs(60), &mut ended).await.is_err() {
            samples.push(sample(&functions));
            let so_far = json!({ "machine": machine::description(), "samples": samples });
            std::fs::write(&path, so_far.to_string()).expect("a file for results");
        }
        samples.push(sample(&functions));
        samples
    };
    let load = async {
        let stats = functions.run(&environment.deployment, "soak", until, PAUSE).await;
        let _ = done.send(());
        stats
    };
    let (mut stats, samples) = tokio::join!(load, watch);
    let whole = json!({
        "machine": machine::description(),
        "minutes": minutes,
        "requests": stats.requests(),
        "failures": stats.failures(),
        "samples": samples,
    });
    std::fs::write(&path, whole.to_string()).expect("a file for results");
    add_table(run, minutes, &mut stats, &samples);
    functions.end().await;
}

/// The resident memory of each process, now and at its peak, in KiB.
fn sample(functions: &Functions) -> Value {
    let each = functions.processes().map(|(name, function)| {
        let (now, most) = function.memory();
        (name.to_owned(), json!({ "now": now, "most": most }))
    });
    each.into_iter().collect::<serde_json::Map<_, _>>().into()
}

fn add_table(run: &mut Run, minutes: u64, stats: &mut RequestStats, samples: &[Value]) {
    let mut table = Table::new("Soak", &["process", "first", "after a tenth", "last", "peak"]);
    let at = |place: usize, name: &str| samples[place][name]["now"].as_u64().unwrap_or_default();
    let (early, last) = ((samples.len() - 1).div_ceil(10), samples.len() - 1);
    for name in ["users", "prefs", "sessions"] {
        let peak = samples[last][name]["most"].as_u64().unwrap_or_default();
        table.row([name.to_owned(), mib(at(0, name)), mib(at(early, name)), mib(at(last, name)), mib(peak)]);
        let (then, now) = (at(early, name), at(last, name));
        run.expect(now <= then + GROWTH, format!("soak: {name} grew from {then} to {now} KiB"));
    }
    table.note(format!(
        "{minutes} minutes, {} requests, {} of them failed, p50 {} ms, p99 {} ms. MiB resident.",
        stats.requests(),
        stats.failures(),
        report::ms(stats.percentile(50)),
        report::ms(stats.percentile(99)),
    ));
    run.report.add(table);
    run.expect(stats.failures() == 0 && stats.wrong.is_empty(), format!("soak: {:?}", stats.wrong.first()));
}

fn mib(kib: u64) -> String {
    format!("{:.1}", kib as f64 / 1024.0)
}
