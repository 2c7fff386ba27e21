use thespian::prelude::*;

#[actor(priority = 3)]
#[derive(Default)]
struct Counter;

fn main() {
    let _ = Counter;
}
