//! The function `usage`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    roster_api::run(usage::routes()).await
}
