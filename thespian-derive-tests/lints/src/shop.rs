//! Actors that everybody may use, with everything that the macros offer.

use core::future::ready;

use thespian::prelude::*;

#[expect(deprecated, reason = "somebody may still send it")]
use crate::parcels::Old;
use crate::parcels::{Amount, Bytes, Choice, Kept, Large, Order, Pair, Wrapped};

/// With every option, and every kind of function.
#[require_capability("shop")]
#[actor(name = "shop.clerk", mailbox = 1_000, on_failure = "resume", own_thread)]
#[require_capability("tills", [1, 2.5, "three", true])]
#[derive(Debug)]
#[non_exhaustive]
pub struct Clerk {
    /// What was ordered.
    orders: Vec<Order>,
}

#[receive(messages = ClerkInbox)]
impl Clerk {
    #[init]
    fn hired(first: Order, more: Vec<Order>, _: &Capabilities, _: &Requirements) -> Result<Self, Failure> {
        if more.len() > 1_000 {
            return Err(Failure::new("too many"));
        }
        let mut orders = more;
        orders.insert(0, first);
        Ok(Self { orders })
    }

    #[capability_check]
    fn fits(capabilities: &Capabilities, requirements: &Requirements) -> bool {
        capabilities.get("shard") == requirements.get("shard")
    }

    /// Takes it by value.
    fn order(&mut self, order: Order, ctx: &mut Context) -> Amount {
        ctx.watch(ctx.sender());
        self.orders.push(order);
        self.amount()
    }

    /// Takes a reference.
    fn pair(&mut self, pair: &Pair) -> Result<Pair, Amount> {
        if pair.is_empty() { Err(self.amount()) } else { Ok(pair.clone()) }
    }

    /// Takes a text, and answers nothing.
    fn note(&mut self, text: &str) {
        self.orders.retain(|order| order.article != text);
    }

    /// Takes a list, and fails perhaps.
    fn numbers(&mut self, numbers: &[u8], _ctx: &mut Context) -> Result<(), Failure> {
        let Some(number) = numbers.first() else { return Err(Failure::new("none")) };
        self.orders.truncate(usize::from(*number));
        Ok(())
    }

    /// Waits.
    async fn choice(&mut self, choice: &Choice, ctx: &mut Context) -> Choice {
        ready(()).await;
        ctx.send(&ctx.sender(), self.amount());
        choice.clone()
    }

    /// Waits, and takes it by value.
    async fn bytes(&mut self, bytes: Bytes) -> Result<Option<Bytes>, Failure> {
        ready(()).await;
        self.orders.clear();
        Ok(Some(bytes))
    }

    /// Has a parameter.
    fn wrapped(&mut self, wrapped: &Wrapped<Pair, 3>) -> Wrapped<Pair, 3> {
        wrapped.clone()
    }

    /// Stays in its process.
    fn kept(&mut self, kept: &Kept) -> u64 {
        kept.call()
    }

    /// Is a message of its own.
    #[message(Sell, name = "shop.sell", derive(PartialEq, Eq))]
    fn sell(
        &mut self,
        /// What is sold.
        article: &str,
        /// How much of it.
        #[serde(default)]
        pieces: u32,
        list: &[u16],
        bytes: Vec<u8>,
        _ctx: &mut Context,
    ) -> Result<String, Amount> {
        if list.is_empty() && bytes.is_empty() {
            Err(self.amount())
        } else {
            Ok(format!("{pieces} {article}"))
        }
    }

    /// Is not wanted any more.
    #[deprecated = "nobody sells like this"]
    #[expect(deprecated, reason = "somebody may still send it")]
    fn old(&mut self, old: &Old) -> Old {
        *old
    }

    /// What clippy calls complex.
    #[expect(clippy::type_complexity, reason = "it is")]
    async fn complex(
        &mut self,
        complex: &Vec<(Option<Option<Vec<u8>>>, Result<Vec<(u8, String)>, Option<(u8, Vec<String>)>>)>,
        _ctx: &mut Context,
    ) -> Option<Option<u8>> {
        ready(()).await;
        self.orders.truncate(complex.len());
        None
    }

    /// Is passed as it is in the message.
    #[message(Passed)]
    fn passed(
        &mut self,
        one: &Option<u8>,
        two: &Box<u8>,
        three: &Vec<u8>,
        four: &String,
        five: &u8,
        six: u8,
        seven: u8,
        eight: String,
    ) {
        self.orders.truncate(usize::from(six.max(seven)).max(three.len()).max(four.len()).max(eight.len()));
        self.orders.truncate(usize::from(one.map_or(*five, |number| number.max(**two))));
    }

    #[message(Close)]
    async fn close(&mut self) {
        ready(()).await;
        self.orders.clear();
    }

    #[message(Call, local)]
    pub(crate) fn call(&mut self, function: &fn() -> u64) -> u64 {
        function()
    }

    #[unhandled]
    fn rest(&mut self, message: AnyMessage, ctx: &mut Context) -> String {
        ctx.exit();
        message.name().into_owned()
    }
}

impl Clerk {
    /// How much was ordered.
    const fn amount(&self) -> Amount {
        Amount(self.orders.len())
    }
}

/// Its state is one of several.
#[actor]
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub enum Door {
    /// Nobody comes in.
    #[default]
    Closed,
    /// Everybody may.
    Open,
}

#[receive]
impl Door {
    /// A name like others.
    fn open_door(&mut self, (): ()) {
        *self = Self::Open;
    }
    /// A name like others, and a large message.
    fn move_door(&mut self, large: Large) -> Large {
        large
    }
    /// A name like others.
    #[message(CloseDoor)]
    fn close_door(&mut self) {
        *self = Self::Closed;
    }
    /// What nobody says.
    #[unhandled]
    fn rest(&mut self, _: AnyMessage) {
        *self = Self::Closed;
    }
}

/// Without handlers.
#[actor]
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Idle;

#[receive]
impl Idle {}

/// Has parameters of both kinds.
#[actor]
#[derive(Debug)]
#[non_exhaustive]
pub struct Cache<T, const ROOM: usize>
where
    T: thespian::Data,
{
    /// What it holds.
    things: Vec<T>,
}

#[receive]
impl<T, const ROOM: usize> Cache<T, ROOM>
where
    T: thespian::Data,
{
    /// One that has room.
    #[init]
    fn empty() -> Self {
        Self { things: Vec::with_capacity(ROOM) }
    }

    /// Puts one in.
    #[message(Put)]
    fn put(&mut self, thing: &T) -> bool {
        self.things.push(thing.clone());
        self.things.len() < ROOM
    }

    /// Takes all out.
    #[message(Clear)]
    async fn clear(&mut self) {
        ready(()).await;
        self.things.clear();
    }

    /// Gives it back.
    async fn wrapped(&mut self, wrapped: Wrapped<T, ROOM>) -> Wrapped<T, ROOM> {
        ready(wrapped).await
    }

    /// Puts all in.
    fn slice(&mut self, things: &[T], _ctx: &mut Context) {
        self.things.extend_from_slice(things);
    }
}

thespian::register_actor!(Cache<String, 3> as "shop.cache");
