//! A name that does not exist is said once for each place where the user wrote it.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn add(&mut self, _: &Add) -> Added {
        todo!()
    }
}

fn main() {}
