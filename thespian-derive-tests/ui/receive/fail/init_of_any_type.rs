use thespian::prelude::*;

#[actor]
struct Counter(i64);

#[receive]
impl Counter {
    #[init]
    fn begin(start: impl Into<i64>) -> Self {
        Counter(start.into())
    }

    fn get(&mut self, _: &()) -> i64 {
        self.0
    }
}

fn main() {}
