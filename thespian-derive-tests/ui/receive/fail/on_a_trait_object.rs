use thespian::prelude::*;

trait Handler {}

#[receive]
impl dyn Handler {
    fn add(&mut self, _: &i64) {}
}

fn main() {}
