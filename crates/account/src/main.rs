//! The function `account`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), roster_api::StartError> {
    roster_api::run(account::routes()).await
}
