//! The function `mfa`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    roster_api::run(mfa::routes()).await
}
