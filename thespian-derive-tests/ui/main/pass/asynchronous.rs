//! `main` may be `async`, and return what it likes.

#[thespian::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    std::future::ready(()).await;
    Ok(())
}
