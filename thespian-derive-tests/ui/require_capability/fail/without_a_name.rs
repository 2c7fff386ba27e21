use thespian::prelude::*;

#[require_capability]
#[actor]
#[derive(Default)]
struct Database;

fn main() {
    let _ = Database;
}
