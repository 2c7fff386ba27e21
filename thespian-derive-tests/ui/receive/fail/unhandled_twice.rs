use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    #[unhandled]
    fn rest(&mut self, _: AnyMessage) {}
    #[unhandled]
    fn log(&mut self, _: AnyMessage, _: &mut Context) {}
}

fn main() {}
