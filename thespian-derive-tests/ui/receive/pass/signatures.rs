//! Signatures as people write them: lifetimes, patterns, attributes, parentheses, paths, and words that mean nothing
//! to the macro.
#![deny(warnings)]

use std::time::Duration;

use thespian::prelude::*;

#[message]
#[derive(PartialEq)]
struct Add(i64);

#[message]
#[derive(PartialEq)]
struct Point {
    x: i64,
    y: i64,
}

#[message]
struct Empty;

#[actor(own_thread)]
struct Counter {
    count: i64,
    text: String,
}

#[receive]
impl Counter {
    #[init]
    fn made<'host>((count, text): (i64, String), _: &'host Capabilities, _: &'host Requirements) -> Counter {
        Counter { count, text }
    }

    fn lives<'a>(&'a mut self, text: &'a str) {
        self.text.push_str(text);
    }

    fn two_lives<'a, 'c: 'a>(&mut self, bytes: &'a [u8], ctx: &'c mut Context) -> usize
    where
        'c: 'a,
    {
        let _ = ctx.sender();
        bytes.len()
    }

    async fn waits<'a>(&'a mut self, text: &'a char, ctx: &'a mut Context) -> char {
        let _ = ctx.sender();
        std::future::ready(()).await;
        *text
    }

    #[must_use]
    #[inline]
    fn add(&mut self, &Add(by): &Add) -> i64 {
        self.count += by;
        self.count
    }

    #[allow(clippy::needless_pass_by_value)]
    fn point(&mut self, mut point: Point, _: &mut Context) -> Point {
        point.x += self.count;
        point
    }

    fn pair(&mut self, &(one, ref two): &(u8, String), #[allow(unused_variables)] ctx: &mut Context) -> String {
        format!("{one} {two}")
    }

    async fn point_in_parts(&mut self, (Point { x, .. }, (a, b)): (Point, (u8, u8))) -> i64 {
        x + i64::from(a) + i64::from(b)
    }

    fn nothing(&mut self, Empty: &Empty) -> () {}

    fn unit(&mut self, (): ()) -> (i64,) {
        (self.count,)
    }

    #[allow(unused_parens)]
    fn parentheses(&mut self, ((number)): (&(u8))) -> (u8) {
        *number
    }

    fn by_path(
        &mut self,
        number: &::core::primitive::u16,
        ctx: &mut ::thespian::Context,
    ) -> ::core::result::Result<(), thespian::Failure> {
        let _ = (number, ctx);
        Ok(())
    }

    extern "Rust" fn with_abi(&mut self, number: &u32) -> Result<u32, String> {
        number.checked_add(1).ok_or_else(String::new)
    }

    fn inside(&mut self, number: &u64) -> u64 {
        #![allow(unused_variables, reason = "an attribute inside")]
        let unused = 1;
        *number
    }

    #[message(Mutable)]
    fn mutable(&mut self, mut by: i64, #[allow(unused_mut)] mut text: &str, _ctx: &mut Context) -> String {
        by += 1;
        format!("{by} {text}")
    }

    #[message(Living)]
    fn living<'a>(&'a mut self, text: &'a str, bytes: &'a [u8], _: &'a mut Context) -> (String, usize) {
        (text.to_owned(), bytes.len())
    }

    #[unhandled]
    fn rest(&mut self, mut message: AnyMessage, ctx: &mut Context) -> u64 {
        let _ = ctx;
        message = message;
        message.is::<i8>().into()
    }

    #[capability_check]
    fn judged<'a>(_capabilities: &'a Capabilities, _: &Requirements) -> bool {
        true
    }
}

fn main() -> thespian::Result<()> {
    let system = thespian::testing::system("sequential")?;
    let wait = Duration::from_secs(1);
    let counter = system.build_actor::<Counter>().args((0_i64, "a".to_owned())).create()?;
    system.tell(&counter, "text".to_owned())?;
    assert_eq!(system.ask(&counter, vec![1_u8, 2], wait)?, 2);
    assert_eq!(system.ask(&counter, 'x', wait)?, 'x');
    assert_eq!(system.ask(&counter, Add(4), wait)?, 4);
    assert_eq!(system.ask(&counter, Point { x: 1, y: 2 }, wait)?, Point { x: 5, y: 2 });
    assert_eq!(system.ask(&counter, (1_u8, "two".to_owned()), wait)?, "1 two");
    system.tell(&counter, Empty)?;
    assert_eq!(system.ask(&counter, (), wait)?, (4,));
    assert_eq!(system.ask(&counter, 8_u8, wait)?, 8);
    system.tell(&counter, 16_u16)?;
    assert_eq!(system.ask(&counter, 32_u32, wait)?, Ok(33));
    assert_eq!(system.ask(&counter, 64_u64, wait)?, 64);
    assert_eq!(system.ask(&counter, Mutable { by: 1, text: "b".into() }, wait)?, "2 b");
    let living = Living { text: "c".into(), bytes: vec![1] };
    assert_eq!(system.ask(&counter, living, wait)?, ("c".to_owned(), 1));
    assert_eq!(system.ask_any(&counter.address(), 1_i8, wait)?.downcast::<u64>()?, 1);
    Ok(())
}
