//! The function `console`.

use lambda_runtime::{LambdaEvent, service_fn};
use std::convert::Infallible;
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let site = roster_console::site();
    let serve = service_fn(move |event: LambdaEvent<roster_console::Event>| {
        let answer = roster_console::answer(site.as_ref(), &event.payload);
        async move { Ok::<_, Infallible>(answer) }
    });
    match lambda_runtime::run(serve).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("the connection to the Lambda runtime has ended: {cause}");
            ExitCode::FAILURE
        }
    }
}
