//! Generated code does not care what names the user gives to things.
#![no_implicit_prelude]

use ::thespian::{actor, message, receive};

#[allow(dead_code)]
mod shadows {
    pub struct Option;
    pub struct Result;
    pub struct String;
    pub struct Vec;
    pub trait Send {}
    pub trait Default {}
    pub struct Context;
}
#[allow(unused_imports)]
use shadows::*;

#[message]
struct Hello {
    text: ::std::string::String,
    bytes: ::std::vec::Vec<u8>,
}

#[actor]
#[derive(::std::default::Default)]
struct Shadowed;

#[receive]
impl Shadowed {
    fn message(&mut self, ctx: &Hello, key: &mut ::thespian::Context) -> ::std::string::String {
        let _ = (key, &ctx.bytes);
        ::std::clone::Clone::clone(&ctx.text)
    }
    fn slice(&mut self, _: &[u8]) {}
    fn text(&mut self, _: &str) {}
    async fn later(&mut self, _: &u8) {}
}

#[::thespian::main]
fn main() {
    let hello = Hello { text: ::std::string::String::new(), bytes: ::std::vec::Vec::new() };
    let _ = ShadowedMessage::Message(hello);
}
