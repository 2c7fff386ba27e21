//! Addresses: who a message is for, in 16 bytes, never reused.
//!
//! The first word is the [`Home`]: the launch of the system and the process within it. The second is a
//! place in that process. To find out whether an address is local is one comparison; to find its actor is
//! one array access.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

const PROCESS_BITS: u32 = 28;
const KIND_BITS: u32 = 4;
const GENERATION_BITS: u32 = 32;
const INDEX_BITS: u32 = 20;

/// The highest slot that an address can name.
pub(crate) const MAX_SLOT: u32 = (1 << (64 - KIND_BITS - GENERATION_BITS)) - 1;

/// How many reply addresses one block of an endpoint holds.
pub(crate) const BLOCK_LEN: u64 = 1 << INDEX_BITS;

const KIND_ACTOR: u64 = 0;
const KIND_OUTSIDE: u64 = 1;

/// One process of one launch of a system.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct Home(u64);

impl Home {
    /// Nobody's.
    pub(crate) const NONE: Self = Home(0);

    /// A launch that no other has had: 36 random bits, and process 0 of it.
    pub(crate) fn launch() -> Self {
        // `RandomState` is the standard library's only source of randomness, seeded by the system.
        let random = RandomState::new().hash_one(std::process::id());
        Home((random >> PROCESS_BITS).max(1) << PROCESS_BITS)
    }

    /// Another process of the same launch.
    #[cfg_attr(not(feature = "process"), expect(dead_code, reason = "only process bases have several"))]
    pub(crate) fn sibling(self, process: u64) -> Self {
        Home((self.launch_id() << PROCESS_BITS) | (process & ((1 << PROCESS_BITS) - 1)))
    }

    /// The process in which the system's own actor is.
    pub(crate) const fn of_system(self) -> Self {
        Home(self.0 >> PROCESS_BITS << PROCESS_BITS)
    }

    #[cfg_attr(not(feature = "process"), expect(dead_code, reason = "only process bases tell of it"))]
    pub(crate) fn into_word(self) -> u64 {
        self.0
    }

    #[cfg_attr(not(feature = "process"), expect(dead_code, reason = "only process bases are told of it"))]
    pub(crate) fn from_word(word: u64) -> Self {
        Home(word)
    }

    fn launch_id(self) -> u64 {
        self.0 >> PROCESS_BITS
    }

    fn process(self) -> u64 {
        self.0 & ((1 << PROCESS_BITS) - 1)
    }
}

/// What an address leads to within its home.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// An actor: an index into the table of slots, and which of the slot's tenants it is.
    Actor { slot: u32, generation: u32 },
    /// Code outside of actors: a block of reply addresses that one endpoint owns, and one of them.
    Outside { block: u64, index: u64 },
    /// Something a later version of this crate has a name for.
    Unknown,
}

/// The address of an actor, or of the code outside that asked something: any message may be sent to it.
///
/// An address can be stored, compared, hashed, put in messages, and printed. It is final from the moment
/// the actor is created, whatever host it ends on, and never leads to another actor later.
///
/// ```
/// use thespian::prelude::*;
///
/// # fn main() -> thespian::Result<()> {
/// #[actor]
/// #[derive(Default)]
/// struct Quiet;
/// #[receive]
/// impl Quiet {}
///
/// let system = thespian::testing::system("sequential")?;
/// let typed: Addr<Quiet> = system.create_actor::<Quiet>()?;
/// let open = ActorAddress::from(typed);
/// assert_eq!(open.to_string().parse::<ActorAddress>()?, open);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActorAddress {
    home: Home,
    place: u64,
}

impl ActorAddress {
    pub(crate) const fn actor(home: Home, slot: u32, generation: u32) -> Self {
        let place = (KIND_ACTOR << (64 - KIND_BITS)) | ((slot as u64) << GENERATION_BITS) | generation as u64;
        ActorAddress { home, place }
    }

    pub(crate) const fn outside(home: Home, block: u64, index: u64) -> Self {
        let place = (KIND_OUTSIDE << (64 - KIND_BITS)) | (block << INDEX_BITS) | index;
        ActorAddress { home, place }
    }

    /// The address of nothing: no launch has it.
    pub(crate) const NOBODY: Self = ActorAddress { home: Home::NONE, place: u64::MAX };

    /// The actor that stands for the system itself, from whichever of its processes: parent of what is created from
    /// outside.
    pub(crate) const fn admin(home: Home) -> Self {
        Self::actor(home.of_system(), 0, 0)
    }

    /// The same address with the contract of an actor of type `A`, on the caller's word: for an address that came by name,
    /// in `ctx.children()`, or from elsewhere. What the actor behind it does not handle after all is a dead letter.
    ///
    /// ```
    /// use std::time::Duration;
    /// use thespian::{Actor, prelude::*};
    ///
    /// # #[actor] #[derive(Default)] struct Counter { count: i64 }
    /// # #[receive] impl Counter { fn add(&mut self, by: &i64) -> i64 { self.count += by; self.count } }
    /// # fn main() -> thespian::Result<()> {
    /// # let system = thespian::testing::system("sequential")?;
    /// let counter = system.create_named(Counter::NAME)?.assume::<Counter>();
    /// assert_eq!(system.ask(&counter, 2_i64, Duration::from_secs(1))?, 2);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub const fn assume<A>(self) -> Addr<A> {
        Addr::new(self)
    }

    pub(crate) fn home(self) -> Home {
        self.home
    }

    /// Its home, and its place there.
    pub(crate) fn into_words(self) -> (u64, u64) {
        (self.home.0, self.place)
    }

    /// An address of that home, or else of the usual one.
    pub(crate) fn from_words(home: Option<u64>, usual: Home, place: u64) -> Self {
        ActorAddress { home: home.map_or(usual, Home), place }
    }

    pub(crate) fn place(self) -> Place {
        let rest = self.place & (u64::MAX >> KIND_BITS);
        match self.place >> (64 - KIND_BITS) {
            KIND_ACTOR => Place::Actor { slot: (rest >> GENERATION_BITS) as u32, generation: rest as u32 },
            KIND_OUTSIDE => Place::Outside { block: rest >> INDEX_BITS, index: rest & (BLOCK_LEN - 1) },
            _ => Place::Unknown,
        }
    }

    /// Whether this is a reply address: somebody waits there for an answer to one question.
    pub(crate) fn awaits_answer(self) -> bool {
        self.place >> (64 - KIND_BITS) == KIND_OUTSIDE && self.place & (BLOCK_LEN - 1) != 0
    }

    pub(crate) fn is_outside(self) -> bool {
        self.place >> (64 - KIND_BITS) == KIND_OUTSIDE
    }
}

impl fmt::Display for ActorAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Home(home) = self.home;
        let (launch, process) = (self.home.launch_id(), self.home.process());
        match self.place() {
            Place::Actor { slot, generation } => {
                write!(f, "ActorAddr-({launch:09x}.{process}|actor {slot}.{generation})")
            }
            Place::Outside { block, index } => {
                write!(f, "ActorAddr-({launch:09x}.{process}|outside {block}.{index})")
            }
            Place::Unknown => write!(f, "ActorAddr-({home:016x}|{:016x})", self.place),
        }
    }
}

impl fmt::Debug for ActorAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an actor's address; one looks like `ActorAddr-(00000002a.0|actor 7.0)`")]
pub struct ParseAddressError {
    text: String,
}

impl FromStr for ActorAddress {
    type Err = ParseAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| ParseAddressError { text: text.to_owned() })
    }
}

fn parse(text: &str) -> Option<ActorAddress> {
    let inner = text.strip_prefix("ActorAddr-(")?.strip_suffix(')')?;
    let (home, place) = inner.split_once('|')?;
    let (launch, process) = home.split_once('.')?;
    let launch = u64::from_str_radix(launch, 16).ok().filter(|l| l >> (64 - PROCESS_BITS) == 0)?;
    let process = process.parse::<u64>().ok().filter(|p| p >> PROCESS_BITS == 0)?;
    let home = Home(launch << PROCESS_BITS | process);
    let (kind, numbers) = place.split_once(' ')?;
    let (first, second) = numbers.split_once('.')?;
    match kind {
        "actor" => {
            let slot = first.parse().ok().filter(|s| *s <= MAX_SLOT)?;
            Some(ActorAddress::actor(home, slot, second.parse().ok()?))
        }
        "outside" => {
            let block = first.parse::<u64>().ok().filter(|b| b >> (64 - KIND_BITS - INDEX_BITS) == 0)?;
            let index = second.parse().ok().filter(|i| *i < BLOCK_LEN)?;
            Some(ActorAddress::outside(home, block, index))
        }
        _ => None,
    }
}

impl Serialize for ActorAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.home.0, self.place).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for ActorAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
            text.parse().map_err(serde::de::Error::custom)
        } else {
            let (home, place) = <(u64, u64)>::deserialize(deserializer)?;
            Ok(ActorAddress { home: Home(home), place })
        }
    }
}

/// The address of an actor of type `A`: only messages that `A` handles may be sent to it.
///
/// The contract is checked at compile time; at run time it is an [`ActorAddress`], and converts to one.
pub struct Addr<A> {
    address: ActorAddress,
    contract: PhantomData<fn(&A)>,
}

impl<A> Addr<A> {
    pub(crate) const fn new(address: ActorAddress) -> Self {
        Addr { address, contract: PhantomData }
    }

    /// The same address without the contract.
    #[must_use]
    pub const fn address(&self) -> ActorAddress {
        self.address
    }
}

// By hand, because a derive would ask for the same of `A`.
impl<A> Clone for Addr<A> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<A> Copy for Addr<A> {}
impl<A> PartialEq for Addr<A> {
    fn eq(&self, other: &Self) -> bool {
        self.address == other.address
    }
}
impl<A> Eq for Addr<A> {}
impl<A> PartialOrd for Addr<A> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<A> Ord for Addr<A> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.address.cmp(&other.address)
    }
}
impl<A> Hash for Addr<A> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.address.hash(state);
    }
}
impl<A> fmt::Display for Addr<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address.fmt(f)
    }
}
impl<A> fmt::Debug for Addr<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.address, f)
    }
}
impl<A> From<Addr<A>> for ActorAddress {
    fn from(typed: Addr<A>) -> Self {
        typed.address
    }
}
impl<A> From<&Addr<A>> for ActorAddress {
    fn from(typed: &Addr<A>) -> Self {
        typed.address
    }
}
impl<A> PartialEq<ActorAddress> for Addr<A> {
    fn eq(&self, other: &ActorAddress) -> bool {
        self.address == *other
    }
}
impl<A> PartialEq<Addr<A>> for ActorAddress {
    fn eq(&self, other: &Addr<A>) -> bool {
        *self == other.address
    }
}
impl<A> Serialize for Addr<A> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.address.serialize(serializer)
    }
}
impl<'de, A> Deserialize<'de> for Addr<A> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ActorAddress::deserialize(deserializer).map(Addr::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_two_words() {
        assert_eq!(size_of::<ActorAddress>(), 16);
        assert_eq!(size_of::<Addr<String>>(), 16);
    }

    #[test]
    fn every_address_is_read_back_from_its_text() {
        let home = Home::launch();
        for address in [
            ActorAddress::admin(home),
            ActorAddress::actor(home, MAX_SLOT, u32::MAX),
            ActorAddress::outside(home, 0, 0),
            ActorAddress::outside(home, 77, BLOCK_LEN - 1),
        ] {
            assert_eq!(address.to_string().parse(), Ok(address));
        }
    }

    #[test]
    fn a_text_that_is_no_address_is_refused() {
        for text in [
            "",
            "ActorAddr-",
            "ActorAddr-(TCP|127.0.0.1:1900)",
            "ActorAddr-(1.0|actor 268435456.0)",
            "ActorAddr-(1.0|outside 0.1048576)",
            "ActorAddr-(ffffffffffff.0|actor 1.1)",
            "ActorAddr-(1.0|ghost 1.1)",
        ] {
            assert!(text.parse::<ActorAddress>().is_err(), "{text}");
        }
    }

    #[test]
    fn two_launches_share_no_address() {
        assert_ne!(ActorAddress::admin(Home::launch()), ActorAddress::admin(Home::launch()));
    }
}
