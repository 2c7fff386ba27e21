use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    #[message(Move)]
    fn move_by(&mut self, (_x, _y): (i64, i64)) {}
}

fn main() {}
