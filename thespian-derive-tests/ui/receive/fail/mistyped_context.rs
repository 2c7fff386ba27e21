use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn add(&mut self, _: &i64, ctx: &mut Ctx) {
        ctx.exit();
    }
}

fn main() {}
