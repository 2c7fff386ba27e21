use thespian::prelude::*;

#[require_capability("zone", zone())]
#[actor]
#[derive(Default)]
struct Database;

fn main() {
    let _ = Database;
}
