use thespian::prelude::*;

#[message]
struct Greet {
    text: &'static str,
}

fn main() {
    let _ = Greet { text: "" }.text;
}
