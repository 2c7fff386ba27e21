//! The enum of all messages has a name too.

use thespian::prelude::*;

#[message]
struct WorkerMessage {
    text: String,
}

#[actor]
#[derive(Default)]
struct Worker;

#[receive]
impl Worker {
    fn work(&mut self, message: &WorkerMessage) -> usize {
        message.text.len()
    }
}

fn main() {}
