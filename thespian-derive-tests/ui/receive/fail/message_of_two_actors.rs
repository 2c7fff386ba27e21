//! Two handlers cannot define one name: the place is where it is written.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct One;
#[receive]
impl One {
    #[message(Inc)]
    fn inc(&mut self, by: i64) -> i64 {
        by
    }
}

#[actor]
#[derive(Default)]
struct Other;
#[receive]
impl Other {
    #[message(Inc)]
    fn inc(&mut self, by: i64) -> i64 {
        by
    }
}

fn main() {}
