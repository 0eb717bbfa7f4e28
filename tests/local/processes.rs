//! The running processes: every process that a stack has started must end with it.

use rustix::process::{Pid, Signal, kill_process};
use std::collections::BTreeSet;
use std::fs;
use std::process::Child;

/// A process. The time of its start distinguishes it from a later one with the same id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Process {
    id: u32,
    since: String,
    /// The name of its program.
    pub name: String,
}

struct Seen {
    process: Process,
    parent: u32,
    is_dead: bool,
}

/// The processes that this one has started, and those that they have started in turn.
pub fn descendants(ancestor: u32) -> BTreeSet<Process> {
    let all = all();
    let mut family = BTreeSet::from([ancestor]);
    loop {
        let known = family.len();
        family.extend(
            all.iter().filter(|seen| family.contains(&seen.parent)).map(|seen| seen.process.id).collect::<Vec<_>>(),
        );
        if family.len() == known {
            break;
        }
    }
    let started = all.into_iter().filter(|seen| seen.process.id != ancestor && family.contains(&seen.process.id));
    started.map(|seen| seen.process).collect()
}

/// Those of the processes that still run. A zombie does not.
pub fn alive(processes: &BTreeSet<Process>) -> Vec<Process> {
    all()
        .into_iter()
        .filter(|seen| !seen.is_dead && processes.contains(&seen.process))
        .map(|seen| seen.process)
        .collect()
}

/// Sends a signal to a child.
pub fn signal(child: &Child, signal: Signal) {
    if let Some(id) = Pid::from_raw(child.id().cast_signed()) {
        // It may have ended already.
        let _ = kill_process(id, signal);
    }
}

fn all() -> Vec<Seen> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| seen(entry.file_name().to_str()?.parse().ok()?)).collect()
}

/// Reads `/proc/<id>/stat`: id, name in parentheses, state, parent, and as the 22nd field the time of the start.
fn seen(id: u32) -> Option<Seen> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (head, tail) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = tail.split_whitespace().collect();
    let name = head.split_once('(')?.1.to_owned();
    let process = Process { id, since: (*fields.get(19)?).to_owned(), name };
    Some(Seen { process, parent: fields.get(1)?.parse().ok()?, is_dead: matches!(*fields.first()?, "Z" | "X") })
}
