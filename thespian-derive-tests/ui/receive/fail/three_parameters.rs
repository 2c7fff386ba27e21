use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn move_to(&mut self, _: &i64, _: &mut Context, _: &i64) {}
}

fn main() {}
