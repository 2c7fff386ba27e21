use thespian::prelude::*;

struct Start(i64);

#[actor]
struct Counter(i64);

#[receive]
impl Counter {
    #[init]
    fn begin(start: Start) -> Self {
        Counter(start.0)
    }

    fn get(&mut self, _: &()) -> i64 {
        self.0
    }
}

fn main() {}
