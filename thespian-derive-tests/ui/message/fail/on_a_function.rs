use thespian::prelude::*;

#[message]
fn hello() {}

fn main() {
    hello();
}
