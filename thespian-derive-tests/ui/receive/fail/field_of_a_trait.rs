use thespian::prelude::*;

#[actor]
#[derive(Default)]
struct Counter;

#[receive]
impl Counter {
    #[message(Show)]
    fn show(&mut self, what: impl std::fmt::Display) {
        let _ = what.to_string();
    }
}

fn main() {}
