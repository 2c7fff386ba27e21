//! Actors that create actors. The base is the argument: `cargo run --example hellogoodbye -- sequential`.
//!
//! On a process base, say `multiprocTCPBase`, a second argument `--keep` leaves the system running, `shutdown` ends it.

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
    let (base, then) = (std::env::args().nth(1), std::env::args().nth(2));
    let base = base.as_deref().unwrap_or("simpleSystemBase");
    if then.as_deref() == Some("shutdown") {
        return ActorSystem::connect(base)?.shutdown();
    }
    let system = ActorSystem::start(base)?;
    let hello = system.create_actor::<Hello>()?;
    let goodbye = system.create_actor::<Goodbye>()?;
    let wait = Duration::from_millis(1500);
    let greeting = system.ask_any(&hello, AreYouThere, wait)?.downcast::<String>()?;
    println!("{greeting}\n{}", system.ask(&goodbye, (), wait)?);
    if then.as_deref() == Some("--keep") { Ok(()) } else { system.shutdown() }
}
