//! The compiler's own errors: the attribute cannot see what is derived above it.

use thespian::prelude::*;

#[derive(Clone, PartialEq)]
#[message]
struct Greet {
    text: String,
}

// What the attribute does not derive may stand above as well.
#[derive(PartialEq)]
#[message]
struct Leave;

fn main() {}
