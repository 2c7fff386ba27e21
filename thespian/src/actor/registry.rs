//! The actors of this program, by name.
//!
//! Each `#[receive]` block registers its actor before `main` runs. A crate that nothing of is used is not
//! linked, and its actors are not here: [`actor_crates!`](crate::actor_crates) brings them. A generic actor has a name
//! only where [`register_actor!`](crate::register_actor) gives it one.

use std::any::TypeId;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::{self, Poll};

use serde::{Deserialize, Serialize};

use super::{
    Actor, Argument, Behaviour, Cell, Context, Host, Init, Instance, OnFailure, Origin, Profile, Turn,
    contain,
};
use crate::capability::Requirement;
use crate::message::{Accepts, AnyMessage, FailedAttempt, codec};
use crate::record::{self, ActorFacts, Record};

/// The version of [`Registration`] that this crate writes.
pub const VERSION: u16 = 1;

/// What a program knows of one of its actors without creating it.
#[derive(Debug)]
pub struct Registration {
    version: u16,
    facts: &'static ActorFacts,
    record: &'static [u8],
    maker: Option<Maker>,
    of: fn() -> TypeId,
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

/// Makes an actor of one type from arguments that were encoded, or says why not.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Maker(fn(&GivenArgs) -> Result<Box<Cell>, String>);

/// Arguments for an actor whose type is not known where they are given.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct GivenArgs {
    type_name: Cow<'static, str>,
    #[serde(with = "codec::bytes")]
    bytes: Vec<u8>,
}

impl GivenArgs {
    pub(crate) fn of<T: Serialize>(args: &T) -> Result<Self, String> {
        Self::written::<T>(codec::write(args))
    }

    /// The arguments that an actor keeps for a restart.
    pub(crate) fn kept<T: Argument>(args: &T) -> Result<Self, String> {
        Self::written::<T>(args.write())
    }

    fn written<T>(written: Result<Vec<u8>, impl fmt::Display>) -> Result<Self, String> {
        let type_name = std::any::type_name::<T>();
        match written {
            Ok(bytes) => Ok(GivenArgs { type_name: type_name.into(), bytes }),
            Err(error) => Err(format!("arguments of type `{type_name}` cannot be encoded: {error}")),
        }
    }

    fn read<A: Actor, Args: Argument>(&self) -> Result<Args, String> {
        Args::read(&self.bytes).map_err(|error| {
            let (given, wanted) = (&self.type_name, std::any::type_name::<Args>());
            format!("`{}` takes arguments of type `{wanted}`, and was given `{given}`: {error}", A::NAME)
        })
    }
}

impl fmt::Debug for Maker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Maker")
    }
}

/// Finds out whether an `A` can be made from arguments: `Probe::<A>::__MAKER` is the constant below where
/// it can, and the one of [`NoMaker`] elsewhere.
#[doc(hidden)]
#[derive(Debug)]
pub struct Probe<A>(PhantomData<A>);

impl<A: Actor> Probe<A>
where
    A::Init: Init<A>,
{
    pub const __MAKER: Option<Maker> = Some(Maker(|args| {
        let args = args.read::<A, <A::Init as Init<A>>::Args>()?;
        Ok(Instance::<A, _>::seed(Origin::args(args)))
    }));
}

/// See [`Probe`].
#[doc(hidden)]
pub trait NoMaker {
    const __MAKER: Option<Maker> = None;
}
impl<A> NoMaker for Probe<A> {}

impl Registration {
    /// The record of `A`.
    #[doc(hidden)]
    #[must_use]
    pub const fn new<A: 'static>(
        facts: &'static ActorFacts,
        record: &'static [u8],
        maker: Option<Maker>,
    ) -> Self {
        Registration { version: VERSION, facts, record, maker, of: TypeId::of::<A> }
    }

    /// The version of the record's form.
    #[must_use]
    pub const fn version(&self) -> u16 {
        self.version
    }

    /// The actor's name, for `create_named`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.facts.name
    }

    /// The types of message that the actor handles.
    #[must_use]
    pub const fn accepts(&self) -> &'static [Accepts] {
        self.facts.accepts
    }

    /// The capabilities that its host has to have.
    #[must_use]
    pub const fn requires(&self) -> &'static [Requirement] {
        self.facts.requires
    }

    /// Where the actor is defined.
    #[must_use]
    pub const fn place(&self) -> Place {
        Place { file: self.facts.file, line: self.facts.line }
    }

    /// What the executable says of the actor, see [`record`](crate::record).
    #[must_use]
    pub fn record(&self) -> Option<Record> {
        record::read(self.record).next()
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
        actors.entry(registration.name()).or_default().push(registration);
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
    let actors = by_name();
    for (name, registrations) in &actors {
        if let [first, second, ..] = **registrations {
            return Err(DuplicateActor { name, first: first.place(), second: second.place() });
        }
    }
    for (message, first, second) in unlike(actors.into_values().flatten()) {
        tracing::warn!(
            message = &*message,
            "two messages of this name have other fields: `{}` ({}) handles the one, `{}` ({}) the other; each is read \
             as the other as far as the fields go. If they are two, give one of them another name with \
             `#[message(name = \"…\")]`",
            first.name(),
            first.place(),
            second.name(),
            second.place(),
        );
    }
    Ok(())
}

type Pair = (Cow<'static, str>, &'static Registration, &'static Registration);

/// The messages whose names two actors know, with other fields.
fn unlike(actors: impl Iterator<Item = &'static Registration>) -> Vec<Pair> {
    let (mut known, mut unlike) = (BTreeMap::new(), Vec::new());
    for actor in actors {
        for message in actor.accepts() {
            let (fingerprint, first) = *known.entry(message.name()).or_insert((message.fingerprint(), actor));
            if fingerprint != message.fingerprint() {
                unlike.push((message.name(), first, actor));
            }
        }
    }
    unlike
}

/// The name by which an actor of this type is made elsewhere: a generic one has others than its own.
pub(crate) fn name_of(of: TypeId, own: &'static str) -> Result<&'static str, String> {
    let mut names = inventory::iter::<Registration>.into_iter().filter(|actor| (actor.of)() == of);
    let found = names.clone().find(|actor| actor.name() == own).or_else(|| names.next());
    found.map(Registration::name).ok_or_else(|| {
        format!(
            "`{own}` is made in a process of its own, for which it needs a name: a generic actor has one for each type that \
             it is registered for, `thespian::register_actor!({}<String>);`, and one that is written by hand too",
            own.rsplit(':').next().unwrap_or(own)
        )
    })
}

/// An actor by its name, or why there is none.
pub(crate) fn find(name: &str, args: &GivenArgs) -> Result<Box<Cell>, String> {
    let actors = by_name();
    match actors.get(name).map(Vec::as_slice) {
        None | Some([]) => Err(unknown(name, actors.keys().copied())),
        Some([Registration { maker: Some(Maker(make)), .. }]) => {
            contain(|| make(args)).unwrap_or_else(|panic| Err(panic.to_string()))
        }
        Some([registration]) => Err(format!(
            "`{name}` ({}) cannot be created by its name: derive `Default` for it, or give its `#[receive]` \
             block an `#[init]` function",
            registration.place(),
        )),
        Some([first, second, ..]) => {
            let name = first.name();
            Err(DuplicateActor { name, first: first.place(), second: second.place() }.to_string())
        }
    }
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let meant =
        meant(name, known.clone()).map(|meant| format!(" (did you mean `{meant}`?)")).unwrap_or_default();
    let known = known.map(|name| format!("\n  {name}")).collect::<String>();
    let known = if known.is_empty() { "\n  (none)" } else { &known };
    format!(
        "no actor of this program is named `{name}`{meant}; it has these:{known}\n\
         An actor of another crate is here only if that crate is linked: say `use that_crate as _;`, or \
         `thespian::actor_crates![that_crate, another];`. A generic actor is here once for each type that it is \
         registered for: `thespian::register_actor!(Cache<String> as \"cache.string\");`"
    )
}

/// The name that was mistyped, or given without its path.
fn meant<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let last = |name: &'a str| name.rsplit([':', '.']).next().unwrap_or(name);
    let near = known.map(|other| {
        let distance = strsim::damerau_levenshtein(name, other);
        (if last(other) == name { 0 } else { distance }, other)
    });
    let (distance, other) = near.min()?;
    (distance <= 1 + other.len() / 4).then_some(other)
}

/// An actor that cannot be made, so that its creator learns why in the usual way.
pub(crate) struct NoActor {
    profile: Profile,
    reason: String,
}

impl NoActor {
    pub(crate) fn new(name: &'static str, reason: String) -> Self {
        let profile = Profile {
            name,
            mailbox: None,
            own_thread: false,
            on_failure: OnFailure::Exit,
            takes_rest: false,
            accepts: &[],
            requires: &[],
            // Whatever is required of its host: that is not why there is none.
            check: Some(|_, _| true),
        };
        NoActor { profile, reason }
    }

    /// The same for a name that is known only now. It is kept for as long as the program runs: there are as many as
    /// there are mistakes.
    pub(crate) fn cell(name: String, reason: String) -> Box<Cell> {
        Cell::unborn(NoActor::new(name.leak(), reason))
    }
}

impl Behaviour for NoActor {
    fn profile(&self) -> &Profile {
        &self.profile
    }
    fn renew(&mut self, _: &Host<'_>) -> Result<(), FailedAttempt> {
        Err(FailedAttempt::new(self.reason.clone(), None))
    }
    fn receive(&mut self, _: &AnyMessage, _: &mut Context) -> Turn {
        Turn::Unhandled
    }
    fn receive_async(&mut self, _: Arc<AnyMessage>, _: Context) {}
    fn poll(&mut self, _: &mut task::Context<'_>) -> Poll<Turn> {
        Poll::Ready(Turn::Unhandled)
    }
    fn is_present(&self) -> bool {
        false
    }
    fn receive_rest(&mut self, _: AnyMessage, _: &mut Context) -> Turn {
        Turn::Unhandled
    }
    fn retire(&mut self) {}
    fn blueprint(&self) -> Result<(&'static str, GivenArgs), String> {
        Err(self.reason.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_was_mistyped_or_given_without_its_path_is_recognized() {
        let known = ["bank::Teller", "bank::vault::Keeper"];
        assert_eq!(meant("bank::Tellar", known.into_iter()), Some("bank::Teller"));
        assert_eq!(meant("Keeper", known.into_iter()), Some("bank::vault::Keeper"));
        assert_eq!(meant("Printer", known.into_iter()), None);
    }
}
