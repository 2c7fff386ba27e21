use thespian::prelude::*;

#[actor]
struct Counter(i64);

#[receive]
impl Counter {
    #[init]
    fn begin(_: i64) {}

    fn get(&mut self, _: &()) -> i64 {
        self.0
    }
}

fn main() {}
