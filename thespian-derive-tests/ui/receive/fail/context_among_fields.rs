//! The context is no field of a message.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    #[message(Inc)]
    fn inc(&mut self, ctx: &mut Context, by: i64) -> i64 {
        ctx.exit();
        by
    }
    #[message(Dec)]
    fn dec(&mut self, by: i64, _: &Context) -> i64 {
        by
    }
}

fn main() {}
