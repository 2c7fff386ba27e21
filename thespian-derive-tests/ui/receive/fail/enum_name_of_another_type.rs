//! The compiler's own errors: the enum of all messages would have the name of the user's type.

use thespian::prelude::*;

enum CounterMessage {
    Reset,
}

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn add(&mut self, _: &i64) {}
}

fn main() {
    let _ = CounterMessage::Reset;
}
