use thespian::prelude::*;

#[message("hello")]
struct Hello;

fn main() {
    let _ = Hello;
}
