//! The library is linked, though nothing of it is named.

use library as _;

fn main() {
    dependency::greet();
}
