use thespian::prelude::*;

#[require_capability("zone", "a", "b")]
#[actor]
#[derive(Default)]
struct Database;

fn main() {
    let _ = Database;
}
