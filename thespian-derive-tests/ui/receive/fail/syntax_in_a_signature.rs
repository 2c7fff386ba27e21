//! The compiler's own error, and nothing of the handlers that are right.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter {
    count: i64,
}

#[receive]
impl Counter {
    fn get(&mut self _: &()) -> i64 {
        self.count
    }

    fn add(&mut self, by: &i64) -> i64 {
        self.count += by;
        self.count
    }
}

fn main() -> thespian::Result<()> {
    let system = ActorSystem::new()?;
    let counter = system.create_actor::<Counter>()?;
    system.tell(&counter, 1_i64)?;
    system.shutdown()
}
