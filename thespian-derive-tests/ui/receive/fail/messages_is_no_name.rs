use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive(messages = "the inbox")]
impl Counter {
    fn add(&mut self, _: &i64) {}
}

fn main() {}
