use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn increase(by: &i64) -> i64 {
        by + 1
    }
}

fn main() {}
