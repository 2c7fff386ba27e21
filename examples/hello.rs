//! One actor, one message, one answer: `cargo run --example hello`.

use std::time::Duration;
use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Hello;

#[receive]
impl Hello {
    fn are_you_there(&mut self, _: &str) -> String {
        "Hello, world!".into()
    }
}

#[thespian::main]
fn main() -> thespian::Result<()> {
    let system = ActorSystem::new()?;
    let hello = system.create_actor::<Hello>()?;
    let wait = Duration::from_millis(1500);
    println!("{}", system.ask(&hello, "are you there?".to_owned(), wait)?);
    system.shutdown()
}
