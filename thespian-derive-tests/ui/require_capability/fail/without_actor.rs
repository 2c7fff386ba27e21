use thespian::prelude::*;

#[require_capability("zone")]
struct Database;

fn main() {
    let _ = Database;
}
