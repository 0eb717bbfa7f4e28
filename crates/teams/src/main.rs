//! The function `teams`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    roster_api::run(teams::routes()).await
}
