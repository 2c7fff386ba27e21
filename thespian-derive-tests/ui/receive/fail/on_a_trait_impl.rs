use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Clone for Counter {
    fn clone(&self) -> Self {
        Counter
    }
}

fn main() {
    let _ = Counter.clone();
}
