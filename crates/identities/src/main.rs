//! The function `identities`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), roster_api::StartError> {
    roster_api::run(identities::routes()).await
}
