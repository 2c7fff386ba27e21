use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn add_1(&mut self, _: &i64) {}
    fn add1(&mut self, _: &u64) {}
}

fn main() {}
