//! An actor has one block of handlers.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn add(&mut self, _: &i64) {}
}

#[receive]
impl Counter {
    fn reset(&mut self, _: &()) {}
}

fn main() {}
