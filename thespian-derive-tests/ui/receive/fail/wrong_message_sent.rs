use std::time::Duration;

use thespian::prelude::*;

#[message]
struct Add(i64);
#[message]
struct Other;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn add(&mut self, _: &Add) {}
}

fn wrong(system: &ActorSystem, counter: &Addr<Counter>, ctx: &mut Context) {
    ctx.send(counter, Other);
    let _ = system.tell(counter, Other);
    let _ = system.ask_any(counter, Other, Duration::from_secs(1));
}

fn main() {
    let _ = wrong;
}
