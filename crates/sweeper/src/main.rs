//! The function `sweeper`: finishes the work of functions that were killed. A schedule calls it; the event is ignored.

use lambda_runtime::{LambdaEvent, service_fn};
use roster_api::App;
use roster_mail::Mailer;
use serde_json::Value;
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    roster_api::run_function(async |config| {
        let mailer = Mailer::from_env().await?;
        let app = App::connect(&config).await;
        let sweep = service_fn(move |_: LambdaEvent<Value>| {
            let (app, mailer) = (app.clone(), mailer.clone());
            async move { Ok::<_, lambda_runtime::Error>(sweeper::sweep(&app, &mailer).await?) }
        });
        lambda_runtime::run(sweep).await
    })
    .await
}
