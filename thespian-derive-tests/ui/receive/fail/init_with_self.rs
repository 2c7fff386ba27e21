use thespian::prelude::*;

#[actor]
struct Counter(i64);

#[receive]
impl Counter {
    #[init]
    fn begin(&mut self, start: i64) -> Self {
        Counter(start)
    }

    fn get(&mut self, _: &()) -> i64 {
        self.0
    }
}

fn main() {}
