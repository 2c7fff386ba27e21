use thespian::prelude::*;

#[require_capability("zone")]
fn zone() {}

fn main() {
    zone();
}
