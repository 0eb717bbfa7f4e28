//! The function `health`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    roster_api::run(health::routes()).await
}
