use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    #[unhandled]
    fn rest(&mut self, _: &i64) {}
}

fn main() {}
