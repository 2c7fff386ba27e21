//! What is wrong within a handler is said there, and once.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter {
    count: i64,
}

#[receive]
impl Counter {
    fn add(&mut self, by: &i64) -> i64 {
        self.count += by;
        self.total
    }
}

fn main() {}
