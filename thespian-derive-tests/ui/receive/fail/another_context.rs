//! A name can be that of another type.

use thespian::prelude::*;

struct Context;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    #[message(Add)]
    fn add(&mut self, by: i64, ctx: &mut Context) {
        let _ = (by, ctx);
    }
}

fn main() {}
