use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn get(&mut self, _: &()) -> fn() -> i64 {
        || 1
    }
}

fn main() {}
