//! The function `tokens`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    roster_api::run(tokens::routes()).await
}
