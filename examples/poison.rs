//! A message whose handler fails twice comes back, and the actor goes on: `cargo run --example poison`.

use std::time::Duration;
use thespian::prelude::*;

#[actor]
#[derive(Default)]
pub struct Adder {
    sum: i64,
}
#[receive]
impl Adder {
    fn add(&mut self, number: &str) -> Result<i64, Failure> {
        self.sum += number.parse::<i64>()?;
        Ok(self.sum)
    }
}

fn show(how: &str, poison: PoisonMessage) -> thespian::Result<()> {
    println!("{how}: {:?} came back", poison.message.downcast::<String>()?);
    for attempt in &poison.attempts {
        let line = attempt.place.as_ref().map_or(0, |place| place.line);
        println!("  {} at line {line}", attempt.text);
    }
    Ok(())
}

#[thespian::main]
fn main() -> thespian::Result<()> {
    let base = std::env::args().nth(1);
    let system = ActorSystem::start(base.as_deref().unwrap_or("simpleSystemBase"))?;
    let wait = Duration::from_millis(1500);
    let adder = system.create_actor::<Adder>()?;
    println!("the sum is {}", system.ask(&adder, "20".to_owned(), wait)?);

    // Who asks has the poison as an error.
    match system.ask(&adder, "twenty".to_owned(), wait) {
        Err(AskError::Poison(poison)) => show("asked", poison)?,
        other => println!("asked: {:?}", other?),
    }
    // Who tells gets it as a message.
    system.tell(&adder, "".to_owned())?;
    if let Some(returned) = system.listen(wait) {
        show("told", returned.downcast::<PoisonMessage>()?)?;
    }
    // The actor goes on, with a new state.
    println!("the sum is {}", system.ask(&adder, "1".to_owned(), wait)?);
    system.shutdown()
}
