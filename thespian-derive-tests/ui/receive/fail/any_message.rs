use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn whatever(&mut self, _: &AnyMessage) {}
}

fn main() {}
