use thespian::prelude::*;

struct Plain;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn add(&mut self, _: &Plain) {}
    fn get(&mut self, _: &()) -> Plain {
        Plain
    }
}

fn main() {}
