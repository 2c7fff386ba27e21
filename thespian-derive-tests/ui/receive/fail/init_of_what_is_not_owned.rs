//! Who builds the actor has the owned types, so that only the function is wrong.

use thespian::prelude::*;

#[actor]
struct Counter {
    names: Vec<String>,
    count: i64,
}

#[receive]
impl Counter {
    #[init]
    fn begin(names: &[String], first: Option<&str>, count: impl Into<i64>) -> Self {
        Counter { names: names.to_vec(), count: count.into() }
    }

    fn get(&mut self, _: &()) -> i64 {
        self.count
    }
}

fn main() -> thespian::Result<()> {
    let system = ActorSystem::new()?;
    let args = (vec!["one".to_owned()], Some("one".to_owned()), 1_i64);
    let counter = system.build_actor::<Counter>().args(args).create()?;
    system.tell(&counter, ())?;
    system.shutdown()
}
