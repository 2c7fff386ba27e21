//! The macro sees names only; the compiler sees that both are one type.

use thespian::prelude::*;

type Number = i64;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn add(&mut self, _: &i64) {}
    fn subtract(&mut self, _: &Number) {}
}

fn main() {}
