//! Who sends the message has the owned type, so that only the handler is wrong.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn add(&mut self, names: &[&str]) {}

    fn take(&mut self, name: Option<&'static str>) {}

    #[message(Put)]
    fn put(&mut self, names: &[&str], count: i64) {}
}

fn main() -> thespian::Result<()> {
    let system = ActorSystem::new()?;
    let counter = system.create_actor::<Counter>()?;
    system.tell(&counter, vec!["one".to_owned()])?;
    system.tell(&counter, Some("one".to_owned()))?;
    system.tell(&counter, Put { names: vec!["one".to_owned()], count: 1 })?;
    system.shutdown()
}
