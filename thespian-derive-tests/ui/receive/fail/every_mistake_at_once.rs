//! All mistakes of a block are said in one compile, and what is right in it still works.

use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter {
    count: i64,
}

#[receive]
impl Counter {
    const STEP: i64 = 1;

    fn new() -> Self {
        Counter { count: 0 }
    }
    fn get(&self, _: &u8) -> i64 {
        self.count
    }
    fn take(self, _: &u16) {}
    fn nothing(&mut self) {}
    fn three(&mut self, _: &i8, _: &mut Context, _: u8) {}
    fn sender(&mut self, _: &i16, _: ActorAddress) {}
    fn change(&mut self, by: &mut i32) {
        *by = 0;
    }
    fn any(&mut self, _: &impl Send) {}
    fn generic<T>(&mut self, _: &u32) {}
    const fn constant(&mut self, _: &u64) {}
    unsafe fn dangerous(&mut self, _: &f32) {}
    fn vague(&mut self, _: &f64) -> impl Send {}

    fn add(&mut self, by: &i64) -> i64 {
        self.count += by;
        self.count
    }
}

fn main() {
    let _ = CounterMessage::Add(Counter::STEP);
}
