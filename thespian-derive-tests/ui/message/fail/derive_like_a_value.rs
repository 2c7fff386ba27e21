use thespian::prelude::*;

#[message(derive = "PartialEq")]
struct Hello;

fn main() {
    let _ = Hello;
}
