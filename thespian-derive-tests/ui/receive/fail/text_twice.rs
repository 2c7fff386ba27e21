use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn text(&mut self, _: &str) {}
    fn string(&mut self, _: &String) {}
}

fn main() {}
