use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    #[init(start = 1)]
    fn begin() -> Self {
        Counter
    }
}

fn main() {}
