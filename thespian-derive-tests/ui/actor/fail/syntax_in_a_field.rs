//! The compiler's own error; it is an actor for all that.

use thespian::prelude::*;

#[require_capability("printer")]
#[actor]
#[derive(Default)]
struct Counter {
    count i64,
}

#[receive]
impl Counter {
    fn get(&mut self, _: &()) -> i64 {
        0
    }
}

fn main() -> thespian::Result<()> {
    let system = ActorSystem::new()?;
    let counter = system.create_actor::<Counter>()?;
    system.tell(&counter, ())?;
    system.shutdown()
}
