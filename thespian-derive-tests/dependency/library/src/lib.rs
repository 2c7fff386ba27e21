//! An actor that a program may create by its name alone.

use thespian::prelude::*;

#[actor(name = "library.greeter")]
#[derive(Default)]
pub struct Greeter;

#[receive]
impl Greeter {
    fn greet(&mut self, name: &str) -> String {
        format!("Hello, {name}!")
    }
}
