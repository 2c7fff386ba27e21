use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn report(&mut self, _: &i64, _: &Context) {}
}

fn main() {}
