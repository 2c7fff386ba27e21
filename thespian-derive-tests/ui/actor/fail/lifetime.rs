use thespian::prelude::*;

#[actor]
struct Borrower<'a> {
    text: &'a str,
}

fn main() {
    let _ = Borrower { text: "" }.text;
}
