//! Messages of every form.

use thespian::prelude::*;

/// Carries nothing.
#[message]
#[derive(Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Nothing;

/// Is not wanted any more.
#[message]
#[derive(Copy)]
#[deprecated = "there is `Order`"]
#[non_exhaustive]
pub struct Old {
    /// A number.
    pub number: u8,
}

/// Takes much room.
#[message]
pub struct Large([[u64; 8]; 32]);

/// One number.
#[message]
#[derive(Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Amount(pub usize);

/// Bytes, at two depths.
#[message(name = "shop.bytes")]
#[non_exhaustive]
pub struct Bytes {
    /// Some.
    pub some: Vec<u8>,
    /// And perhaps more.
    #[serde(default)]
    pub more: Option<Vec<u8>>,
}

/// What somebody wants.
#[message]
#[derive(PartialEq, Eq)]
#[non_exhaustive]
pub struct Order {
    /// Of what.
    pub article: String,
    /// For whom.
    pub asker: ActorAddress,
    /// Other orders with it.
    pub others: Vec<Self>,
}

/// Two of a kind.
#[message]
#[derive(PartialEq, Eq)]
#[non_exhaustive]
pub struct Pair(String, String);

impl Pair {
    /// Two texts.
    #[must_use]
    pub const fn new(one: String, two: String) -> Self {
        Self(one, two)
    }

    /// Whether both say nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty() && self.1.is_empty()
    }
}

/// One of several.
#[message]
#[non_exhaustive]
pub enum Choice {
    /// None of the others.
    Neither,
    /// One.
    Single(Amount),
    /// Itself, and bytes.
    Both {
        /// The bytes.
        bytes: Vec<u8>,
        /// The others.
        others: Box<Self>,
    },
}

/// Has parameters of both kinds.
#[message]
#[non_exhaustive]
pub struct Wrapped<T, const ROOM: usize> {
    /// What is in it.
    pub inner: T,
}

/// Stays in its process.
#[message(local)]
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Kept(fn() -> u64);

impl Kept {
    /// Keeps a function.
    #[must_use]
    pub const fn new(function: fn() -> u64) -> Self {
        Self(function)
    }

    /// Calls it.
    #[must_use]
    pub fn call(&self) -> u64 {
        (self.0)()
    }
}

/// Stays in its process, as one of several.
#[message(local)]
#[derive(Debug)]
#[non_exhaustive]
pub enum Held<T> {
    /// A message.
    Message(T),
}
