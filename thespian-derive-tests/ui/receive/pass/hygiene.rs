//! Generated code needs no prelude, and does not care what a glob import brings.
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

#[message(local)]
struct Kept(fn());

#[message]
enum Choice<T, const N: usize> {
    One(T),
    Other { bytes: ::std::vec::Vec<u8> },
}

#[::thespian::require_capability("tests", [1, 2])]
#[actor(name = "tests.made", mailbox = 1, on_failure = "exit", own_thread)]
struct Made<T: ::thespian::Data>(T);

#[receive(messages = Inbox)]
impl<T: ::thespian::Data> Made<T> {
    #[init]
    fn made(thing: T, _: u8, _: &::thespian::Capabilities) -> ::std::result::Result<Self, ::thespian::Failure> {
        ::std::result::Result::Ok(Made(thing))
    }
    #[capability_check]
    fn fits(_: &::thespian::Capabilities, _: &::thespian::Requirements) -> bool {
        true
    }
    #[message(Put, derive(::std::cmp::PartialEq))]
    async fn put(&mut self, thing: T, text: &str, list: &[u8]) -> u8 {
        let _ = (text, list);
        self.0 = thing;
        1
    }
    #[message(Keep, local)]
    fn keep(&mut self, kept: &Kept, _: &mut ::thespian::Context) {
        (kept.0)();
    }
    fn choice(&mut self, _: Choice<u8, 1>) {}
    #[unhandled]
    fn rest(&mut self, _: ::thespian::AnyMessage) {}
}

::thespian::register_actor!(Made<u8> as "tests.made.u8");

#[::thespian::main]
async fn main() {
    let hello = Hello { text: ::std::string::String::new(), bytes: ::std::vec::Vec::new() };
    let _ = ShadowedMessage::Message(hello);
    let _: Inbox<u8> = ::std::convert::From::from(Choice::One(1));
    let _: Choice<u8, 1> = Choice::Other { bytes: ::std::vec::Vec::new() };
    let mut actors = ::thespian::registry::actors();
    let first = ::std::iter::Iterator::next(&mut actors);
    ::std::assert_eq!(::std::option::Option::unwrap(first).name(), "tests.made.u8");
}
