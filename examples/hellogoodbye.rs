//! Actors that create actors. The base is the argument: `cargo run --example hellogoodbye -- sequential`.

use std::time::Duration;
use thespian::prelude::*;

#[message]
pub struct AreYouThere;
#[message]
pub struct Greet {
    pub asker: ActorAddress,
    pub text: String,
}

#[actor]
#[derive(Default)]
pub struct Hello;
#[receive]
impl Hello {
    fn are_you_there(&mut self, _: &AreYouThere, ctx: &mut Context) {
        let world = ctx.create_actor::<World>();
        ctx.send(&world, Greet { asker: ctx.sender(), text: "Hello,".into() });
    }
}

#[actor]
#[derive(Default)]
pub struct World;
#[receive]
impl World {
    fn greet(&mut self, g: &Greet, ctx: &mut Context) {
        ctx.send(&g.asker, format!("{} world!", g.text));
    }
}

#[actor]
#[derive(Default)]
pub struct Goodbye;
#[receive]
impl Goodbye {
    fn leave(&mut self, _: &()) -> String {
        "Goodbye".into()
    }
}

#[thespian::main]
fn main() -> thespian::Result<()> {
    let base = std::env::args().nth(1);
    let system = ActorSystem::start(base.as_deref().unwrap_or("simpleSystemBase"))?;
    let hello = system.create_actor::<Hello>()?;
    let goodbye = system.create_actor::<Goodbye>()?;
    let wait = Duration::from_millis(1500);
    let greeting = system.ask_any(&hello, AreYouThere, wait)?.downcast::<String>()?;
    println!("{greeting}\n{}", system.ask(&goodbye, (), wait)?);
    system.shutdown()
}
