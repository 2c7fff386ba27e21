//! The codec is of all its fields.

use thespian::prelude::*;

struct Plain;

#[message]
struct Hello {
    plain: Plain,
}

fn main() {
    let _ = Hello { plain: Plain }.plain;
}
