//! What makes the actor has a mark.

use thespian::prelude::*;

#[actor]
struct Counter(i64);

#[receive]
impl Counter {
    fn new(start: i64) -> Self {
        Counter(start)
    }
    fn get(&mut self, _: &()) -> i64 {
        self.0
    }
}

#[actor]
struct Checked(i64);

#[receive]
impl Checked {
    fn checked(start: i64) -> Result<Self, Failure> {
        Ok(Checked(start))
    }
    fn get(&mut self, _: &()) -> i64 {
        self.0
    }
}

fn main() {}
