use thespian::prelude::*;

#[actor(on_failure = Resume)]
#[derive(Default)]
struct Counter;

fn main() {
    let _ = Counter;
}
