use thespian::prelude::*;

#[actor(name = "")]
#[derive(Default)]
struct Counter;

fn main() {
    let _ = Counter;
}
