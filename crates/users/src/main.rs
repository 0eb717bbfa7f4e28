//! The function `users`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    roster_api::run(users::routes()).await
}
