use thespian::prelude::*;

#[message(local = true)]
struct Hello;

fn main() {
    let _ = Hello;
}
