//! One stack: functions, table, project and API key, in the order in which they start and stop.

use crate::build::Binaries;
use crate::data::DataFolder;
use crate::database::EmbeddedDatabase;
use crate::environment::Environment;
use crate::gateway::Gateway;
use crate::http_client::HttpClient;
use crate::messages::Messages;
use crate::process::Process;
use crate::seed::Seed;
use crate::supervisor::{AtEnd, Supervisor};
use crate::workspace::Workspace;
use crate::{build, emulator, seed, welcome};
use futures_util::future::try_join_all;
use roster::failure::{Failure, Outcome};
use roster::output::Output;
use roster::progress::Progress;
use roster::stack_file::StackFile;
use roster::stop_signal::StopSignals;
use roster_store::Store;
use std::convert::Infallible;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Arguments of `roster-local`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The port of the API on 127.0.0.1.
    #[arg(long, default_value_t = 3000, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
    /// The folder of the data: users, project and API key stay from one start to the next.
    #[arg(long, default_value = ".local")]
    data: PathBuf,
    /// The URL of another DynamoDB [default: an embedded one, in the folder of the data]
    #[arg(long, value_name = "URL")]
    dynamodb: Option<String>,
    /// The SMTP server that sends emails and text messages, such as smtp://127.0.0.1:1025 [default: none, an inbox shows them]
    #[arg(long, value_name = "URL")]
    mail: Option<String>,
    /// How often the sweeper runs.
    #[arg(long, value_name = "SPAN", default_value = "60s", value_parser = humantime::parse_duration)]
    sweep_every: Duration,
    /// The cargo-lambda to use [default: the one in .tools/venv, or else on the PATH]
    #[arg(long, value_name = "PROGRAM", env = "CARGO_LAMBDA")]
    cargo_lambda: Option<PathBuf>,
    /// The cargo to build with.
    #[arg(long, value_name = "PROGRAM", env = "CARGO", default_value = "cargo", hide = true)]
    cargo: PathBuf,
    /// The profile of Cargo.toml to build with: that of the tests has compiled everything already when they start a stack.
    #[arg(long, env = "ROSTER_PROFILE", default_value = "dev", hide = true)]
    profile: String,
    /// The name of the table.
    #[arg(long, env = "ROSTER_TABLE", default_value = "roster")]
    table: String,
    /// Print one JSON value instead of text.
    #[arg(long)]
    json: bool,
}

/// Runs the stack until a signal stops it, or a part ends that must not.
pub async fn run(options: &Options) -> Outcome {
    let data = DataFolder::claim(&options.data)?;
    let mut signals = StopSignals::listen()?;
    let mut stack =
        Stack { build: None, supervisor: Supervisor::new(data.new_log()?, data.log_path()), database: None };
    let outcome = tokio::select! {
        () = signals.received() => Ok(()),
        outcome = stack.run(options, &data) => outcome.map(|never| match never {}),
    };
    // No program shall start to use a stack that is about to stop.
    data.withdraw();
    stack.stop().await;
    outcome
}

/// The parts that were started.
struct Stack {
    build: Option<Process>,
    supervisor: Supervisor,
    database: Option<EmbeddedDatabase>,
}

impl Stack {
    async fn run(&mut self, options: &Options, data: &DataFolder) -> Outcome<Infallible> {
        let messages = Messages::prepare(options.mail.as_deref(), data).await?;
        let gateway = Gateway::claim(options.port)?.with_inbox(messages.inbox());
        let workspace = Workspace::read(&options.cargo)?;
        let cargo_lambda = emulator::find(options.cargo_lambda.as_deref(), &workspace.root)?;
        let binaries = self.build(options, &workspace).await?;

        let progress = Progress::begin("opening the database");
        let table = &options.table;
        let database = match &options.dynamodb {
            Some(url) => url.clone(),
            None => self.database.insert(EmbeddedDatabase::open(&data.database()).await?).endpoint.clone(),
        };
        let place = welcome::Place::at(options.port, data.log_path());
        let endpoint = place.endpoint.clone();
        let stack = StackFile { database, table: table.clone(), project: String::new(), endpoint };
        let seed = seed::create(&Store::connect_to(&stack.database, table).await, data).await?;
        let stack = StackFile { project: seed.project.to_string(), ..stack };
        progress.finish();

        let emulator = emulator::free_port()?;
        let http = HttpClient::new(emulator);
        self.supervisor.start(emulator::program(cargo_lambda, &options.cargo, &workspace, emulator), AtEnd::Fail)?;
        let environment = emulator::environment(&workspace.root, &stack.database, &stack.table)
            .with(messages.variables())
            .with(providers(data));
        self.start_functions(emulator, &workspace, binaries, &environment).await?;
        self.warm_up(&workspace, &http, &seed).await?;

        data.announce(&stack, &seed.secret)?;
        welcome::show(&place, &seed, Output::new(options.json))?;
        if messages.inbox().is_some() {
            eprintln!("emails and text messages are shown at http://127.0.0.1:{}/inbox/", options.port);
        }
        tokio::select! {
            outcome = gateway.serve(emulator, &workspace.root, &stack.project) => outcome,
            outcome = self.keep_up(options, &workspace, &http) => outcome,
            outcome = messages.serve() => outcome,
        }
    }

    async fn build(&mut self, options: &Options, workspace: &Workspace) -> Outcome<Binaries> {
        eprintln!("building the functions, unless they are up to date ...");
        let build = self.build.insert(build::start(&options.cargo, &options.profile, workspace)?);
        let binaries = build::finish(build, workspace).await?;
        self.build = None;
        Ok(binaries)
    }

    async fn start_functions(
        &mut self,
        emulator: u16,
        workspace: &Workspace,
        binaries: Binaries,
        environment: &Environment,
    ) -> Outcome {
        let progress = Progress::begin("starting the functions");
        tokio::select! {
            failure = self.supervisor.any_end() => return Err(failure),
            listening = emulator::listening(emulator) => listening?,
        }
        for (name, binary) in binaries {
            let program = emulator::function(&name, binary, &workspace.root, emulator, environment);
            self.supervisor.start(program, AtEnd::StartAgain)?;
        }
        progress.finish();
        Ok(())
    }

    /// Calls each function once, so that the first request of a caller is as fast as any other.
    async fn warm_up(&mut self, workspace: &Workspace, http: &HttpClient, seed: &Seed) -> Outcome {
        let progress = Progress::begin("waiting for every function to respond");
        let responses = workspace.functions.iter().map(|function| emulator::warm_up(function, http, seed));
        tokio::select! {
            failure = self.supervisor.any_end() => return Err(failure),
            outcome = try_join_all(responses) => outcome.map(drop)?,
        }
        progress.finish();
        Ok(())
    }

    /// Keeps everything running, and does what AWS does on a schedule.
    async fn keep_up(&mut self, options: &Options, workspace: &Workspace, http: &HttpClient) -> Outcome<Infallible> {
        let Self { supervisor, database, .. } = self;
        let mut ticks = interval(options.sweep_every.max(Duration::from_secs(1)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let schedule = async {
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
            never = schedule => never,
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

/// The environment of functions that call providers: client secrets are files, and a provider may run on this machine.
fn providers(data: &DataFolder) -> [(&'static str, OsString); 2] {
    let secrets = [OsString::from("file:"), data.providers().into_os_string()].into_iter().collect();
    [("ROSTER_PROVIDER_SECRETS", secrets), ("ROSTER_OUTBOUND", "loopback".into())]
}

/// Invokes the functions that run on a schedule: those without a route.
async fn sweep(workspace: &Workspace, http: &HttpClient) {
    for function in workspace.functions.iter().filter(|function| function.path.is_none()) {
        let outcome = match http.invoke(&function.name, emulator::EMPTY_EVENT).await {
            Ok(status) if status.is_success() => continue,
            Ok(status) => Failure::new(format!("the response was {status}")),
            Err(failure) => failure,
        };
        eprintln!("{} failed on its schedule: {outcome}", function.name);
    }
}
