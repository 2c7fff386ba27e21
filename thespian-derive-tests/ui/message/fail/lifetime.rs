use thespian::prelude::*;

#[message]
struct Borrowed<'a> {
    text: &'a str,
}

fn main() {
    let _ = Borrowed { text: "" }.text;
}
