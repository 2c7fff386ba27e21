use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive(message = CounterInbox)]
impl Counter {
    fn add(&mut self, _: &i64) {}
}

fn main() {}
