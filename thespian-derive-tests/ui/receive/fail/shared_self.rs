use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn read(&self, _: &()) -> i64 {
        0
    }
}

fn main() {}
