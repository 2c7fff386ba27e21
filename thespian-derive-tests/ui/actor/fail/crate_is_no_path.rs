use thespian::prelude::*;

#[actor(crate = 5)]
#[derive(Default)]
struct Counter;

fn main() {
    let _ = Counter;
}
