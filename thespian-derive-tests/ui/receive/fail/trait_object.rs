use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn show(&mut self, _: &dyn std::fmt::Display) {}
}

fn main() {}
