//! The share of a CPU that Lambda gives to a memory size, held by a cgroup's quota, and the CPU time that was used in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The memory size that has one whole vCPU (source: AWS, "Configure Lambda function memory").
pub const WHOLE_CPU_MIB: u64 = 1_769;
/// The period over which Lambda deals its quota out, as seen from within functions. It decides how long a function that has
/// used its quota up stands still.
const PERIOD: Duration = Duration::from_millis(20);
/// cgroup v1 has the controllers in folders of their own, v2 has one tree.
const V1: &str = "/sys/fs/cgroup/cpu";
const V2: &str = "/sys/fs/cgroup";

/// A cgroup of one process. It goes away with its last process, when this is dropped.
#[derive(Debug)]
pub struct Share {
    folder: PathBuf,
    is_v2: bool,
}

impl Share {
    /// A group with the CPU share of this memory size.
    ///
    /// # Errors
    /// When this user may not make cgroups, or the machine has none with quotas.
    pub fn of_memory(mib: u64) -> std::io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let is_v2 = Path::new(V2).join("cgroup.controllers").exists();
        let name = format!("roster-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let share = Self { folder: Path::new(if is_v2 { V2 } else { V1 }).join(name), is_v2 };
        fs::create_dir(&share.folder)?;
        let (period, quota) = (PERIOD.as_micros() as u64, PERIOD.as_micros() as u64 * mib / WHOLE_CPU_MIB);
        // The kernel takes no quota under a millisecond.
        let quota = quota.max(1_000);
        if is_v2 {
            share.write("cpu.max", &format!("{quota} {period}"))?;
        } else {
            share.write("cpu.cfs_period_us", &period.to_string())?;
            share.write("cpu.cfs_quota_us", &quota.to_string())?;
        }
        Ok(share)
    }

    /// The file into which a process writes its id to be in the group.
    #[must_use]
    pub fn door(&self) -> PathBuf {
        self.folder.join("cgroup.procs")
    }

    /// The CPU time that was used in the group so far.
    ///
    /// # Panics
    /// When the kernel does not tell.
    #[must_use]
    pub fn used(&self) -> Duration {
        if self.is_v2 {
            let stat = fs::read_to_string(self.folder.join("cpu.stat")).expect("cpu.stat of a cgroup");
            let usage = stat.lines().find_map(|line| line.strip_prefix("usage_usec ")).expect("the usage");
            return Duration::from_micros(usage.trim().parse().expect("microseconds"));
        }
        let usage = fs::read_to_string(self.accounting().join("cpuacct.usage")).expect("cpuacct.usage of a cgroup");
        Duration::from_nanos(usage.trim().parse().expect("nanoseconds"))
    }

    /// Files into which a process writes its id so that [`Share::used`] counts it.
    #[must_use]
    pub fn doors(&self) -> Vec<PathBuf> {
        let accounting = self.accounting();
        // Where the two controllers are one folder, one door is enough.
        if !self.is_v2 && fs::create_dir(&accounting).is_ok() {
            return vec![self.door(), accounting.join("cgroup.procs")];
        }
        vec![self.door()]
    }

    fn accounting(&self) -> PathBuf {
        let name = self.folder.file_name().expect("a name");
        Path::new("/sys/fs/cgroup/cpuacct").join(name)
    }

    fn write(&self, file: &str, text: &str) -> std::io::Result<()> {
        fs::write(self.folder.join(file), text)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        // A group whose process is still dying stays behind, empty and harmless, until the machine restarts.
        let _ = fs::remove_dir(&self.folder);
        if !self.is_v2 {
            let _ = fs::remove_dir(self.accounting());
        }
    }
}
