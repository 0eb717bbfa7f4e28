//! The function `usage`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), roster_api::StartError> {
    roster_api::run(usage::routes()).await
}
