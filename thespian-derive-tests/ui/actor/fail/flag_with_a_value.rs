use thespian::prelude::*;

#[actor(own_thread = true)]
#[derive(Default)]
struct Counter;

fn main() {
    let _ = Counter;
}
