use thespian::prelude::*;

#[receive]
struct Counter;

fn main() {
    let _ = Counter;
}
