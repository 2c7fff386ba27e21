//! Each greeting by `hellogoodbye` leaves a `World` behind. Two cures of that growth:
//! `cargo run --example hellogoodbye_exit`.

use std::time::Duration;
use thespian::prelude::*;

#[message]
pub struct AreYouThere;
#[message]
pub struct Greet {
    pub asker: ActorAddress,
    pub text: String,
}

// ANCHOR: growing
/// Creates a `World` for every question.
#[actor]
#[derive(Default)]
pub struct Growing;
#[receive]
impl Growing {
    fn are_you_there(&mut self, _: &AreYouThere, ctx: &mut Context) {
        let world = ctx.create_actor::<World>();
        ctx.send(&world, Greet { asker: ctx.sender(), text: "Hello,".into() });
    }
}
// ANCHOR_END: growing

// ANCHOR: remembering
/// The first cure: creates one `World`, and remembers its address.
#[actor]
#[derive(Default)]
pub struct Remembering {
    world: Option<Addr<World>>,
}
#[receive]
impl Remembering {
    fn are_you_there(&mut self, _: &AreYouThere, ctx: &mut Context) {
        let world = *self.world.get_or_insert_with(|| ctx.create_actor::<World>());
        ctx.send(&world, Greet { asker: ctx.sender(), text: "Hello,".into() });
    }
}
// ANCHOR_END: remembering

// ANCHOR: ending
/// The second cure: asks its `World` to exit when its work is done, and hears when it has.
#[actor]
#[derive(Default)]
pub struct Ending {
    gone: u32,
}
#[receive]
impl Ending {
    fn are_you_there(&mut self, _: &AreYouThere, ctx: &mut Context) {
        let world = ctx.create_actor::<World>();
        ctx.send(&world, Greet { asker: ctx.sender(), text: "Hello,".into() });
        ctx.send(&world, ActorExitRequest::default());
    }
    fn child_gone(&mut self, _: &ChildActorExited) {
        self.gone += 1;
    }
    fn how_many_have_gone(&mut self, _: &()) -> u32 {
        self.gone
    }
}
// ANCHOR_END: ending

#[actor]
#[derive(Default)]
pub struct World;
#[receive]
impl World {
    fn greet(&mut self, g: &Greet, ctx: &mut Context) {
        ctx.send(&g.asker, format!("{} world!", g.text));
    }
}

#[thespian::main]
fn main() -> thespian::Result<()> {
    let base = std::env::args().nth(1);
    let system = ActorSystem::start(base.as_deref().unwrap_or("simpleSystemBase"))?;
    let wait = Duration::from_millis(1500);
    let growing = system.create_actor::<Growing>()?;
    let remembering = system.create_actor::<Remembering>()?;
    let ending = system.create_actor::<Ending>()?;
    let greeters = [
        ("growing", growing.address()),
        ("remembering", remembering.address()),
        ("ending", ending.address()),
    ];
    for (name, greeter) in greeters {
        let before = system.status()?.actors;
        for _ in 0..5 {
            let greeting = system.ask_any(&greeter, AreYouThere, wait)?.downcast::<String>()?;
            assert_eq!(greeting, "Hello, world!");
        }
        // An answer may be here before the actor that gave it has gone.
        while name == "ending" && system.ask(&ending, (), wait)? < 5 {}
        println!("{name}: {} actors more after five greetings", system.status()?.actors - before);
    }
    system.shutdown()
}
