//! An error is a message too, or a `Failure`.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn parse(&mut self, text: &str) -> Result<i64, std::num::ParseIntError> {
        text.parse()
    }
}

fn main() {}
