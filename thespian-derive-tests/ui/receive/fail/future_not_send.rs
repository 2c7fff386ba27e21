//! The handler that holds what is not `Send` is named, and no other.

use std::rc::Rc;

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    async fn wait(&mut self, _: &u8) {
        std::future::ready(()).await;
    }
    async fn count(&mut self, _: &u16) {
        let count = Rc::new(1);
        std::future::ready(()).await;
        let _ = count;
    }
}

fn main() {}
