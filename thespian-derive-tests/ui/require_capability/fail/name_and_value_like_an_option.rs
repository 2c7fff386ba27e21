use thespian::prelude::*;

#[require_capability(zone = "a")]
#[actor]
#[derive(Default)]
struct Database;

fn main() {
    let _ = Database;
}
