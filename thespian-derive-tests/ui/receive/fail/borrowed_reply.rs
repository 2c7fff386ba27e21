use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn name(&mut self, _: &()) -> &str {
        "counter"
    }
}

fn main() {}
