use std::time::Duration;

use thespian::prelude::*;

#[message]
struct Add(i64);

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn add(&mut self, _: &Add) {}
    fn number(&mut self, _: &i64) -> i64 {
        0
    }
}

fn ask(system: &ActorSystem, counter: &Addr<Counter>) {
    let _ = system.ask(counter, Add(1), Duration::from_secs(1));
}

fn main() {
    let _ = ask;
}
