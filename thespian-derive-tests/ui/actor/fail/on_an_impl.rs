use thespian::prelude::*;

#[derive(Default)]
struct Counter;

#[actor]
impl Counter {
    fn add(&mut self, _: &i64) {}
}

fn main() {
    let _ = Counter;
}
