use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    #[unhandled]
    async fn rest(&mut self, _: AnyMessage) {}
}

fn main() {}
