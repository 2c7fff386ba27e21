use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn answer(&mut self, _: &i64, _: ActorAddress) {}
}

fn main() {}
