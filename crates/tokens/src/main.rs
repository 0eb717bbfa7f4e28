//! The function `tokens`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), roster_api::StartError> {
    roster_api::run(tokens::routes()).await
}
