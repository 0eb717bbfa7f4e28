//! The function `sessions`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    roster_api::run(sessions::routes()).await
}
