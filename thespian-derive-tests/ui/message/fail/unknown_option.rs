use thespian::prelude::*;

#[message(named = "hello", name = "")]
struct Hello;

fn main() {
    let _ = Hello;
}
