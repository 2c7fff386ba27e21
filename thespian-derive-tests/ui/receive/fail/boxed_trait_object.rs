use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn show(&mut self, _: &Box<dyn std::fmt::Display + Send + Sync>) {}
}

fn main() {}
