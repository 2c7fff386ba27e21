//! A message that a handler defines is of the block's runtime.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    #[message(Inc, crate = somewhere::thespian)]
    fn inc(&mut self, by: i64) -> i64 {
        by
    }
}

fn main() {}
