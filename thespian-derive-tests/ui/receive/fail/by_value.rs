use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn back(&mut self, _: PoisonMessage) {}
}

fn main() {}
