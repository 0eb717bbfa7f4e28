//! The function `targets`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), roster_api::StartError> {
    roster_api::run(targets::routes()).await
}
