//! The function `account`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    roster_api::run(account::routes()).await
}
