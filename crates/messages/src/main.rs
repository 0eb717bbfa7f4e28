//! The function `messages`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    roster_api::run_with(async |_| Ok(messages::routes(&roster_mail::Mailer::from_env().await?))).await
}
