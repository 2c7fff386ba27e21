//! The attribute does not say what a handler takes.

use thespian::prelude::*;

#[message]
struct Inc {
    by: i64,
}

#[actor]
#[derive(Default)]
struct Counter(i64);

#[receive]
impl Counter {
    #[message(Inc)]
    fn inc(&mut self, inc: &Inc) -> i64 {
        self.0 += inc.by;
        self.0
    }
}

fn main() {
    let _ = Inc { by: 1 };
}
