//! The function `jwts`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::process::ExitCode {
    roster_api::run(jwts::routes()).await
}
