//! The compiler's own error, and nothing beside it: what a function does is not the macro's concern.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter {
    count: i64,
}

#[receive]
impl Counter {
    fn add(&mut self, by: &i64) -> i64 {
        self.count += by
        self.count
    }

    #[message(Take)]
    fn take(&mut self, by: i64) -> i64 {
        let count = ;
        count
    }
}

fn main() -> thespian::Result<()> {
    let system = ActorSystem::new()?;
    let counter = system.create_actor::<Counter>()?;
    system.tell(&counter, 1_i64)?;
    system.tell(&counter, Take { by: 1 })?;
    system.shutdown()
}
