use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    #[init]
    #[unhandled]
    fn begin() -> Self {
        Counter
    }
}

fn main() {}
