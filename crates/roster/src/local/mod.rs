//! `roster local`: functions, table, project and key on one machine, without an account and without containers.
//!
//! One module per part; this one says in which order they come and go.

mod build;
mod data;
mod database;
mod docs;
mod emulator;
mod environment;
mod gateway;
mod http_client;
pub mod leash;
mod process;
mod seed;
mod stop_signal;
mod supervisor;
mod welcome;
mod workspace;

pub use data::StackFile;

use crate::failure::{Failure, Outcome};
use crate::local::build::Binaries;
use crate::local::data::DataFolder;
use crate::local::database::EmbeddedDatabase;
use crate::local::gateway::Gateway;
use crate::local::http_client::HttpClient;
use crate::local::process::Process;
use crate::local::seed::Seed;
use crate::local::stop_signal::StopSignals;
use crate::local::supervisor::{AtEnd, Supervisor};
use crate::local::workspace::Workspace;
use crate::output::Output;
use crate::progress::Progress;
use futures_util::future::try_join_all;
use roster_store::Store;
use std::convert::Infallible;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Arguments of `roster local`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The port of the API on 127.0.0.1.
    #[arg(long, default_value_t = 3000, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
    /// The folder of the data: users, project and key of one start are there at the next.
    #[arg(long, default_value = ".local")]
    data: PathBuf,
    /// How often the sweeper runs.
    #[arg(long, value_name = "SPAN", default_value = "60s", value_parser = humantime::parse_duration)]
    sweep_every: Duration,
    /// The cargo-lambda to use; unless given, that of .tools/venv, or else of the PATH.
    #[arg(long, value_name = "PROGRAM", env = "CARGO_LAMBDA")]
    cargo_lambda: Option<PathBuf>,
    /// The cargo to build with.
    #[arg(long, value_name = "PROGRAM", env = "CARGO", default_value = "cargo", hide = true)]
    cargo: PathBuf,
}

/// Runs the stack until a signal stops it, or something of it ends that should not.
pub async fn run(options: &Options, table: &str, output: Output) -> Outcome {
    let data = DataFolder::claim(&options.data)?;
    let mut signals = StopSignals::listen()?;
    let mut stack =
        Stack { build: None, supervisor: Supervisor::new(data.new_log()?, data.log_path()), database: None };
    let outcome = tokio::select! {
        () = signals.received() => Ok(()),
        outcome = stack.run(options, table, &data, output) => outcome.map(|never| match never {}),
    };
    // Nobody shall begin with a stack that is about to go.
    data.withdraw();
    stack.stop().await;
    outcome
}

/// All that was started.
struct Stack {
    build: Option<Process>,
    supervisor: Supervisor,
    database: Option<EmbeddedDatabase>,
}

impl Stack {
    async fn run(&mut self, options: &Options, table: &str, data: &DataFolder, output: Output) -> Outcome<Infallible> {
        let gateway = Gateway::claim(options.port)?;
        let workspace = Workspace::read(&options.cargo)?;
        let cargo_lambda = emulator::find(options.cargo_lambda.as_deref(), &workspace.root)?;
        let binaries = self.build(options, &workspace).await?;

        let progress = Progress::begin("opening the database");
        let database = self.database.insert(EmbeddedDatabase::open(&data.database()).await?);
        let stack = StackFile { database: database.endpoint.clone(), table: table.to_owned(), project: String::new() };
        let seed = seed::plant(&Store::connect_to(&stack.database, table).await, data).await?;
        let stack = StackFile { project: seed.project.to_string(), ..stack };
        progress.finish();

        let emulator = emulator::free_port()?;
        let http = HttpClient::new(emulator);
        self.supervisor.start(emulator::program(cargo_lambda, &options.cargo, &workspace, emulator), AtEnd::Fail)?;
        self.start_functions(emulator, &workspace, binaries, &stack).await?;
        self.warm_up(&workspace, &http, &seed).await?;

        let address = format!("http://127.0.0.1:{}", options.port);
        let endpoint = format!("{address}/v1");
        data.announce(&stack, &endpoint, &seed.secret)?;
        welcome::show(&endpoint, &format!("{address}{}", docs::PATH), &seed, &data.log_path(), output)?;
        tokio::select! {
            outcome = gateway.serve(emulator, &workspace.root) => outcome,
            outcome = self.keep_up(options, &workspace, &http) => outcome,
        }
    }

    async fn build(&mut self, options: &Options, workspace: &Workspace) -> Outcome<Binaries> {
        eprintln!("building the functions ...");
        let build = self.build.insert(build::start(&options.cargo, workspace)?);
        let binaries = build::finish(build, workspace).await?;
        self.build = None;
        Ok(binaries)
    }

    async fn start_functions(
        &mut self,
        emulator: u16,
        workspace: &Workspace,
        binaries: Binaries,
        stack: &StackFile,
    ) -> Outcome {
        let progress = Progress::begin("starting the functions");
        tokio::select! {
            failure = self.supervisor.any_end() => return Err(failure),
            listening = emulator::listening(emulator) => listening?,
        }
        let environment = emulator::environment(&workspace.root, &stack.database, &stack.table);
        for (name, binary) in binaries {
            let program = emulator::function(&name, binary, &workspace.root, emulator, &environment);
            self.supervisor.start(program, AtEnd::StartAgain)?;
        }
        progress.finish();
        Ok(())
    }

    /// The first request of a caller shall be as fast as any other: each function has answered one before.
    async fn warm_up(&mut self, workspace: &Workspace, http: &HttpClient, seed: &Seed) -> Outcome {
        let progress = Progress::begin("waiting for every function to answer");
        let answers = workspace.functions.iter().map(|function| emulator::warm_up(function, http, seed));
        tokio::select! {
            failure = self.supervisor.any_end() => return Err(failure),
            answered = try_join_all(answers) => answered.map(drop)?,
        }
        progress.finish();
        Ok(())
    }

    /// Keeps everything running, and does what AWS does on a schedule.
    async fn keep_up(&mut self, options: &Options, workspace: &Workspace, http: &HttpClient) -> Outcome<Infallible> {
        let Self { supervisor, database, .. } = self;
        let mut ticks = interval(options.sweep_every.max(Duration::from_secs(1)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let upkeep = async {
            loop {
                ticks.tick().await;
                sweep(workspace, http).await;
                if let Some(database) = &database {
                    database.remove_expired().await;
                }
            }
        };
        tokio::select! {
            failure = supervisor.keep_running() => Err(failure),
            never = upkeep => never,
        }
    }

    async fn stop(self) {
        if self.is_empty() {
            return;
        }
        let progress = Progress::begin("stopping");
        if let Some(build) = self.build {
            build.stop().await;
        }
        self.supervisor.stop().await;
        if let Some(database) = self.database {
            database.close().await;
        }
        progress.finish();
    }

    fn is_empty(&self) -> bool {
        self.build.is_none() && self.supervisor.is_empty() && self.database.is_none()
    }
}

/// Invokes what runs on a schedule: every function that has no route.
async fn sweep(workspace: &Workspace, http: &HttpClient) {
    for function in workspace.functions.iter().filter(|function| function.path.is_none()) {
        let outcome = match http.invoke(&function.name, emulator::EMPTY_EVENT).await {
            Ok(status) if status.is_success() => continue,
            Ok(status) => Failure::new(format!("it answered {status}")),
            Err(failure) => failure,
        };
        eprintln!("{} failed on its schedule: {outcome}", function.name);
    }
}
