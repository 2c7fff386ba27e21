use thespian::prelude::*;

#[actor(mailbox: 100)]
#[derive(Default)]
struct Counter;

fn main() {
    let _ = Counter;
}
