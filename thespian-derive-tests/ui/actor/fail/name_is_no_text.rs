use thespian::prelude::*;

#[actor(name = 5)]
#[derive(Default)]
struct Counter;

fn main() {
    let _ = Counter;
}
