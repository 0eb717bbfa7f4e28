//! One run: its stage, what it found, and what did not hold.

use crate::Arguments;
use roster_evidence::faulty::Front;
use roster_evidence::function::Setup;
use roster_evidence::machine;
use roster_evidence::report::Report;
use roster_evidence::stage::Stage;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// How many processes start at once where that is to be quick.
const QUICK_PROCESSES: usize = 5;

/// What the groups share.
pub struct Run {
    /// What was found.
    pub report: Report,
    /// How long a busy table is under load.
    pub span: Duration,
    /// How many processes start at once.
    pub processes: usize,
    /// Whether only what is quick is run.
    pub quick: bool,
    /// Where results go.
    pub folder: PathBuf,
    target: PathBuf,
    binaries: PathBuf,
    held: usize,
    unmet: Vec<String>,
}

/// A stage and a front before it that fails on purpose.
pub struct Scene {
    /// The stage; its own way to the table is sound.
    pub stage: Stage,
    /// What functions see of the table.
    pub front: Front,
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
            held: 0,
            unmet: Vec::new(),
        }
    }

    /// A new table with a front.
    pub async fn scene(&self) -> Scene {
        let stage = Stage::set(&self.target).await.with_binaries(&self.binaries);
        let front = Front::open(stage.identity(), &stage.table.address().0).await;
        Scene { stage, front, folder: self.folder.clone() }
    }

    /// Holds a claim against what was seen.
    pub fn expect(&mut self, holds: bool, claim: impl Into<String>) {
        if holds {
            self.held += 1;
        } else {
            let claim = claim.into();
            println!("DOES NOT HOLD: {claim}");
            self.unmet.push(claim);
        }
    }

    /// Writes what was found, and says how it went.
    pub fn end(self) -> ExitCode {
        let path = self.folder.join("faults.json");
        std::fs::write(&path, self.report.json().to_string()).expect("a file for results");
        self.unmet.iter().for_each(|claim| println!("did not hold: {claim}"));
        println!("{} passed, {} failed", self.held, self.unmet.len());
        if self.unmet.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

impl Scene {
    /// A function behind the front.
    pub fn function(&self, name: &str) -> Setup {
        self.stage.function_at(name, &self.front.endpoint())
    }

    /// Where the log of a function goes.
    pub fn log(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.log"))
    }
}
