//! An actor may be run by any thread.

use std::rc::Rc;

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter {
    shared: Rc<i64>,
}

#[receive]
impl Counter {
    fn get(&mut self, _: &()) -> i64 {
        *self.shared
    }
}

fn main() {}
