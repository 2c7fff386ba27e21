use thespian::prelude::*;

#[require_capability(database)]
#[actor]
#[derive(Default)]
struct Database;

fn main() {
    let _ = Database;
}
