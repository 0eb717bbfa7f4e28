//! The share of a CPU that Lambda gives to a memory size, as the quota of a cgroup, and the CPU time that was used in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The memory size that has one whole vCPU (source: AWS, "Configure Lambda function memory").
pub const WHOLE_CPU_MIB: u64 = 1_769;
/// The period of Lambda's quota, as measured in functions. It determines how long a function is paused when it has used up
/// its quota.
const PERIOD: Duration = Duration::from_millis(20);
/// cgroup v1 has a folder for each controller, v2 has one tree.
const V1: &str = "/sys/fs/cgroup/cpu";
const V2: &str = "/sys/fs/cgroup";

/// A cgroup of one process. It is removed on drop, after its process has ended.
#[derive(Debug)]
pub struct Share {
    folder: PathBuf,
    is_v2: bool,
}

impl Share {
    /// A group with the CPU share of this memory size.
    ///
    /// # Errors
    /// When the user lacks the permission to create cgroups, or the machine has no cgroups with quotas.
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

    /// The file to which a process writes its id to join the group.
    #[must_use]
    pub fn procs_file(&self) -> PathBuf {
        self.folder.join("cgroup.procs")
    }

    /// The CPU time that was used in the group so far.
    ///
    /// # Panics
    /// When the kernel does not report it.
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

    /// The files to which a process writes its id so that [`Share::used`] measures it.
    #[must_use]
    pub fn procs_files(&self) -> Vec<PathBuf> {
        let accounting = self.accounting();
        // One file is enough when both controllers are in the same folder.
        if !self.is_v2 && fs::create_dir(&accounting).is_ok() {
            return vec![self.procs_file(), accounting.join("cgroup.procs")];
        }
        vec![self.procs_file()]
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
        // A group whose process has not ended yet stays until the machine restarts; it is empty and has no effect.
        let _ = fs::remove_dir(&self.folder);
        if !self.is_v2 {
            let _ = fs::remove_dir(self.accounting());
        }
    }
}
