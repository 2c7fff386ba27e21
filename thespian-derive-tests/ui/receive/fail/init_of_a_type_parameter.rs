use thespian::prelude::*;

#[actor]
struct Counter(i64);

#[receive]
impl Counter {
    #[init]
    fn begin<T: Into<i64>>(start: T) -> Self {
        Counter(start.into())
    }

    fn get(&mut self, _: &()) -> i64 {
        self.0
    }
}

fn main() {}
