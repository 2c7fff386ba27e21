//! A declaration alone is no actor yet.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

fn create(ctx: &mut Context) {
    let _ = ctx.create_actor::<Counter>();
}

fn main() {
    let _ = create;
}
