use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl<'a> Counter {
    fn add(&mut self, _: &'a i64) {}
}

fn main() {}
