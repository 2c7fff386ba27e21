use thespian::prelude::*;

#[actor(on_failure = "stop")]
#[derive(Default)]
struct Counter;

fn main() {
    let _ = Counter;
}
