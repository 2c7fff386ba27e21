use std::time::Duration;
use thespian::prelude::*;

#[message]                               // Clone + Debug + serde + Message; has a name and a fingerprint
pub struct AreYouThere;
#[message]
pub struct Greet { pub asker: ActorAddress, pub text: String }

#[actor]                                 // on the struct: declares the actor, its options, its capabilities
#[derive(Default)]
pub struct Hello;

#[receive]                               // on the impl: every method handles one message type; registers the actor by name
impl Hello {
    fn are_you_there(&mut self, _: &AreYouThere, ctx: &mut Context) {
        let world = ctx.create_actor::<World>();                                  // an address at once
        ctx.send(&world, Greet { asker: ctx.sender(), text: "Hello,".into() });   // the asker travels in the message
    }
}

#[actor]
#[derive(Default)]
pub struct World;
#[receive]
impl World {
    fn greet(&mut self, g: &Greet, ctx: &mut Context) {
        ctx.send(&g.asker, format!("{} world!", g.text));                          // String is a message
    }
}

#[actor]
#[derive(Default)]
pub struct Goodbye;
#[receive]
impl Goodbye {
    fn leave(&mut self, _: &()) -> String { "Goodbye".into() }                      // a returned value is the reply
}

#[thespian::main]                        // = thespian::init() first: a child process of this program becomes an actor here
fn main() -> thespian::Result<()> {
    let base = std::env::args().nth(1);
    let system = ActorSystem::start(base.as_deref().unwrap_or("simpleSystemBase"))?;
    let hello = system.create_actor::<Hello>()?;                                      // Addr<Hello>
    let goodbye = system.create_actor::<Goodbye>()?;
    let wait = Duration::from_millis(1500);
    let greeting = system.ask_any(&hello, AreYouThere, wait)?.downcast::<String>()?;  // World answers, not Hello
    println!("{greeting}\n{}", system.ask(&goodbye, (), wait)?);                      // typed: String
    system.shutdown()
}
