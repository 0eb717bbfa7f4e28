//! The function `memberships`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    roster_api::run(memberships::routes()).await
}
