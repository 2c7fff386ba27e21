use std::time::Duration;

use thespian::prelude::*;

#[message]
struct Hello(String);

#[message]
struct Goodbye;

#[actor]
#[derive(Default)]
struct Greeter;

#[receive]
impl Greeter {
    fn hello(&mut self, message: &Hello) -> String {
        format!("Hello, {}!", message.0)
    }
}

fn main() -> thespian::Result<()> {
    let system = ActorSystem::new()?;
    let greeter = system.create_actor::<Greeter>()?;
    println!("{}", system.ask(&greeter, Hello("world".into()), Duration::from_secs(1))?);
    println!("{}", system.ask(&greeter, Goodbye, Duration::from_secs(1))?);
    system.shutdown()
}
