use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn start(&mut self, ctx: &mut Context) {
        ctx.exit();
    }
    fn stop(&mut self, ctx: &mut Context, _: &u8) {
        ctx.exit();
    }
}

fn main() {}
