use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    #[message]
    fn add_twice(&mut self, by: i64) {
        let _ = by;
    }
}

fn main() {}
