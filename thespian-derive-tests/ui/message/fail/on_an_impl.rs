use thespian::prelude::*;

#[derive(Debug)]
struct Hello;

#[message]
impl Hello {}

fn main() {
    let _ = Hello;
}
