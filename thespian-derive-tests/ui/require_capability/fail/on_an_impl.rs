use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Database;

#[require_capability("zone")]
impl Database {}

fn main() {
    let _ = Database;
}
