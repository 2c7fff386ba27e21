use thespian::prelude::*;

#[actor(mailbox = 100, mailbox = 1000)]
#[derive(Default)]
struct Counter;

fn main() {
    let _ = Counter;
}
