use thespian::prelude::*;

#[actor]
struct Counter(i64);

#[receive]
impl Counter {
    #[init]
    fn new(start: i64) -> Option<Self> {
        Some(Counter(start))
    }
    fn get(&mut self, _: &()) -> i64 {
        self.0
    }
}

fn main() {}
