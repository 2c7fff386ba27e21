use thespian::prelude::*;

#[actor]
struct Counter(i64);

#[receive]
impl Counter {
    #[init]
    fn with_self(&mut self, start: i64) -> Self {
        Counter(start)
    }
    #[init]
    fn borrowed(start: &i64) -> Self {
        Counter(*start)
    }
    #[init]
    async fn waiting(start: i64) -> Self {
        Counter(start)
    }
    #[init]
    fn nothing(_: i64) {}
    #[init]
    fn first() -> Self {
        Counter(0)
    }
    #[init]
    fn second() -> Self {
        Counter(0)
    }
    fn get(&mut self, _: &()) -> i64 {
        self.0
    }
}

fn main() {}
