use thespian::prelude::*;

#[message(named = "hello")]
struct Hello;

fn main() {
    let _ = Hello;
}
