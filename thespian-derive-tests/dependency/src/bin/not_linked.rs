//! The library is a dependency, and nothing else.

fn main() {
    dependency::greet();
}
