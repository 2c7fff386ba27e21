//! A message owns what it says.

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

fn tell(system: &ActorSystem, counter: &Addr<Counter>) {
    let _ = system.tell(counter, "hello");
}

fn main() {
    let _ = tell;
}
