//! The actor is one all the same, so that nothing else is said of it.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

trait Counts {
    const STEP: i64;
    fn add(&mut self, by: &i64) -> i64;
    fn step(&self) -> i64;
}

#[receive]
impl Counts for Counter {
    const STEP: i64 = 1;
    fn add(&mut self, by: &i64) -> i64 {
        by + self.step()
    }
    fn step(&self) -> i64 {
        Self::STEP
    }
}

fn create(system: &ActorSystem) -> thespian::Result<()> {
    let counter = system.create_actor::<Counter>()?;
    system.tell(&counter, 1_i64)
}

fn main() {
    let _ = create;
}
