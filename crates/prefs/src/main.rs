//! The function `prefs`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    roster_api::run(prefs::routes()).await
}
