//! As `linked`, with a macro that says what it is for.

thespian::actor_crates![library];

fn main() {
    dependency::greet();
}
