//! One run: its deployment, its results, and its failed assertions.

use crate::Arguments;
use roster_evidence::deployment::Deployment;
use roster_evidence::fault_proxy::FaultProxy;
use roster_evidence::function::Setup;
use roster_evidence::machine;
use roster_evidence::report::Report;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// How many processes start at once in a quick run.
const QUICK_PROCESSES: usize = 5;

/// The state that the groups share.
pub struct Run {
    /// The results.
    pub report: Report,
    /// How long a busy table is under load.
    pub span: Duration,
    /// How many processes start at once.
    pub processes: usize,
    /// Whether only the quick cases run.
    pub quick: bool,
    /// The folder for results.
    pub folder: PathBuf,
    target: PathBuf,
    binaries: PathBuf,
    passed: usize,
    failed: Vec<String>,
}

/// A deployment, and a proxy in front of its table that fails on purpose.
pub struct Environment {
    /// The deployment; its own connection to the table does not fail.
    pub deployment: Deployment,
    /// The proxy that functions use as the table.
    pub proxy: FaultProxy,
    folder: PathBuf,
}

impl Run {
    pub fn new(arguments: &Arguments) -> Self {
        let mut report = Report::default();
        report.head("machine", machine::description());
        report.head("binaries", arguments.binaries.display().to_string());
        let folder = arguments.target.join("evidence");
        std::fs::create_dir_all(&folder).expect("a folder for results");
        Self {
            report,
            span: Duration::from_secs(arguments.seconds),
            processes: if arguments.quick { QUICK_PROCESSES } else { arguments.processes },
            quick: arguments.quick,
            folder,
            target: arguments.target.clone(),
            binaries: arguments.binaries.clone(),
            passed: 0,
            failed: Vec::new(),
        }
    }

    /// A new table with a proxy.
    pub async fn environment(&self) -> Environment {
        let deployment = Deployment::create(&self.target).await.with_binaries(&self.binaries);
        let proxy = FaultProxy::open(deployment.identity(), &deployment.table.address().0).await;
        Environment { deployment, proxy, folder: self.folder.clone() }
    }

    /// Records an assertion.
    pub fn expect(&mut self, holds: bool, claim: impl Into<String>) {
        if holds {
            self.passed += 1;
        } else {
            let claim = claim.into();
            println!("FAILED: {claim}");
            self.failed.push(claim);
        }
    }

    /// Writes the results, prints the failed assertions and returns the exit code.
    pub fn end(self) -> ExitCode {
        let path = self.folder.join("faults.json");
        std::fs::write(&path, self.report.json().to_string()).expect("a file for results");
        self.failed.iter().for_each(|claim| println!("failed: {claim}"));
        println!("{} passed, {} failed", self.passed, self.failed.len());
        if self.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

impl Environment {
    /// A function behind the proxy.
    pub fn function(&self, name: &str) -> Setup {
        self.deployment.function_at(name, &self.proxy.endpoint())
    }

    /// The log file of a function.
    pub fn log(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.log"))
    }
}
