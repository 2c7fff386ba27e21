//! What the programs of this crate do: they create an actor of a crate of which they use nothing.

use std::time::Duration;

use thespian::prelude::*;

/// An actor of the program's own.
#[actor(name = "program.own")]
#[derive(Default)]
pub struct Own;

#[receive]
impl Own {
    fn nothing(&mut self, _: &()) {}
}

/// Prints the greeting, or why there is none.
pub fn greet() {
    let system = thespian::testing::system("sequential").expect("a system");
    match system.create_named("library.greeter") {
        Ok(greeter) => {
            let greeting = system.ask_any(&greeter, "world".to_owned(), Duration::from_secs(1));
            println!("{}", greeting.expect("an answer").downcast::<String>().expect("a text"));
        }
        Err(error) => println!("{error}"),
    }
}
