//! The actors of this program, by name.
//!
//! Each `#[receive]` block registers its actor before `main` runs. A crate that nothing of is used is not
//! linked, and its actors are not here: `use their_crate as _;` brings them.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::{self, Poll};

use super::{Accepts, Actor, Behaviour, Cell, Context, Init, Instance, Origin, Turn};
use crate::message::contents::Encoded;
use crate::message::{AnyMessage, DeadLetterReason, FailedAttempt};

/// The version of [`Registration`] that this crate writes.
pub const VERSION: u16 = 1;

/// What a program knows of one of its actors without creating it.
#[derive(Debug)]
pub struct Registration {
    version: u16,
    name: &'static str,
    accepts: &'static [Accepts],
    place: Place,
    maker: Option<Maker>,
}

/// Where an actor was registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The source file.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Makes an actor of one type, without arguments.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Maker(fn() -> Box<Cell>);

impl fmt::Debug for Maker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Maker")
    }
}

/// Finds out whether an `A` can be made without arguments: `Probe::<A>::MAKER` is the constant below where
/// it can, and the one of [`NoMaker`] elsewhere.
#[doc(hidden)]
#[derive(Debug)]
pub struct Probe<A>(PhantomData<A>);

impl<A: Actor> Probe<A>
where
    A::Init: Init<A, Args = ()>,
{
    pub const MAKER: Option<Maker> = Some(Maker(|| Instance::<A, ()>::seed(Origin::args(()))));
}

/// See [`Probe`].
#[doc(hidden)]
pub trait NoMaker {
    const MAKER: Option<Maker> = None;
}
impl<A> NoMaker for Probe<A> {}

impl Registration {
    /// The record of `A`.
    #[doc(hidden)]
    #[must_use]
    pub const fn of<A: Actor>(maker: Option<Maker>, file: &'static str, line: u32) -> Self {
        Registration {
            version: VERSION,
            name: A::NAME,
            accepts: A::ACCEPTS,
            place: Place { file, line },
            maker,
        }
    }

    /// The version of the record's form.
    #[must_use]
    pub const fn version(&self) -> u16 {
        self.version
    }

    /// The actor's name, for `create_named`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The types of message that the actor handles.
    #[must_use]
    pub const fn accepts(&self) -> &'static [Accepts] {
        self.accepts
    }

    /// Where the actor is defined.
    #[must_use]
    pub const fn place(&self) -> Place {
        self.place
    }
}

inventory::collect!(Registration);

/// All actors of this program, in the order of their names.
///
/// ```
/// # use thespian::prelude::*;
/// # #[actor] #[derive(Default)] struct Clerk;
/// #[receive]
/// impl Clerk {
///     fn note(&mut self, _: &String) {}
/// }
///
/// # fn main() {
/// let clerk = thespian::registry::actors().find(|actor| actor.name().ends_with("::Clerk"));
/// assert_eq!(format!("{:?}", clerk.expect("it is registered").accepts()), "[String]");
/// # }
/// ```
pub fn actors() -> impl Iterator<Item = &'static Registration> {
    by_name().into_values().flatten()
}

fn by_name() -> BTreeMap<&'static str, Vec<&'static Registration>> {
    let mut actors = BTreeMap::<_, Vec<_>>::new();
    for registration in inventory::iter::<Registration> {
        actors.entry(registration.name).or_default().push(registration);
    }
    actors
}

/// Two actors of one name: `create_named` could not tell which is meant.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "two actors are named `{name}`: at {first} and at {second}; give one of them another name with \
     `#[actor(name = \"…\")]`"
)]
pub struct DuplicateActor {
    name: &'static str,
    first: Place,
    second: Place,
}

pub(crate) fn check() -> Result<(), DuplicateActor> {
    for (name, registrations) in by_name() {
        if let [first, second, ..] = *registrations {
            return Err(DuplicateActor { name, first: first.place, second: second.place });
        }
    }
    Ok(())
}

/// A name by which no actor can be created.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{reason}")]
pub(crate) struct UnknownActor {
    reason: Arc<str>,
}

pub(crate) fn find(name: &str) -> Result<Box<Cell>, UnknownActor> {
    let actors = by_name();
    match actors.get(name).and_then(|found| found.first()) {
        Some(Registration { maker: Some(Maker(make)), .. }) => Ok(make()),
        Some(Registration { place, .. }) => Err(UnknownActor {
            reason: format!(
                "`{name}` ({place}) cannot be created by its name alone: derive `Default` for it"
            )
            .into(),
        }),
        None => Err(UnknownActor { reason: unknown(name, actors.keys().copied()).into() }),
    }
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known = known.map(|name| format!("\n  {name}")).collect::<String>();
    let known = if known.is_empty() { "\n  (none)" } else { &known };
    format!(
        "no actor of this program is named `{name}`; it has these:{known}\n\
         An actor of another crate is here only if that crate is linked: say `use that_crate as _;`"
    )
}

/// An actor that cannot be made, so that its creator learns in the usual way.
impl Behaviour for UnknownActor {
    fn name(&self) -> &'static str {
        "thespian.UnknownActor"
    }
    fn renew(&mut self) -> Result<(), FailedAttempt> {
        Err(FailedAttempt::new(self.reason.to_string(), None))
    }
    fn receive(&mut self, _: &AnyMessage, _: &mut Context) -> Turn {
        Turn::Unhandled
    }
    fn receive_async(&mut self, _: Arc<AnyMessage>, _: Context) {}
    fn poll(&mut self, _: &mut task::Context<'_>) -> Poll<Turn> {
        Poll::Ready(Turn::Unhandled)
    }
    fn decode(&self, _: &Encoded) -> Result<AnyMessage, DeadLetterReason> {
        Err(DeadLetterReason::TargetExited)
    }
    fn retire(&mut self) {}
}
