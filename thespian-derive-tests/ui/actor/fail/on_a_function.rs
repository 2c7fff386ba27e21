use thespian::prelude::*;

#[actor]
fn act() {}

fn main() {
    act();
}
