use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    #[message(Fill)]
    fn fill(&mut self, list: &mut Vec<i64>) {
        list.push(1);
    }
}

fn main() {}
