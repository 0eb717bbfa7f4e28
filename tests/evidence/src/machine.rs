//! The machine of the measurement: its description, and the CPUs that processes use.

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use std::fs;

/// Moves the harness and the table to other CPUs than the first one, which functions use. On a machine with one CPU they share
/// it. Must be called before the first thread is started.
pub fn leave_the_first_cpu() {
    let Ok(allowed) = sched_getaffinity(None) else { return };
    let mut rest = CpuSet::new();
    (0..CpuSet::MAX_CPU).filter(|&cpu| allowed.is_set(cpu)).skip(1).for_each(|cpu| rest.set(cpu));
    if rest.count() > 0 {
        // If this is not allowed, the figures vary a little more.
        let _ = sched_setaffinity(None, &rest);
    }
}

/// The processor, the number of CPUs, and the kernel.
#[must_use]
pub fn description() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("unknown processor", |line| line.trim_start_matches([' ', '\t', ':']));
    let cpus = info.lines().filter(|line| line.starts_with("processor")).count();
    let system = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    // What follows the version is the name of a build.
    let version = system.trim().split('-').next().unwrap_or_default();
    format!("{model}, {cpus} CPUs, Linux {version}")
}
