//! Of a parameter, a contract is asked for.

use thespian::prelude::*;

#[message]
struct Add(i64);

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    fn add(&mut self, _: &Add) {}
    fn number(&mut self, _: &i64) -> i64 {
        0
    }
}

fn listener<A: thespian::Handles<String>>(_: &Addr<A>) {}

fn wrong(counter: &Addr<Counter>) {
    listener(counter);
}

fn main() {
    let _ = wrong;
}
