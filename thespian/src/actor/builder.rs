//! Creating an actor with more to say than its type.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;

use super::registry::{self, GivenArgs};
use super::{Actor, Cell, GivenAs, Init, Instance, Origin};
use crate::address::{ActorAddress, Addr};
use crate::capability::{CapabilityValue, Requirements};

/// Who creates actors: a system, from outside, or a context, inside.
#[doc(hidden)]
pub trait Creator {
    /// What creation gives: an address, or a `Result` of one.
    type Created<T>;
    /// Creates what a builder has made ready.
    fn create(self, seed: Result<Seed, String>) -> Self::Created<ActorAddress>;
    /// The same with the contract of an actor's type.
    fn typed<A>(created: Self::Created<ActorAddress>) -> Self::Created<Addr<A>>;
}

/// An actor that is ready to start.
#[doc(hidden)]
pub struct Seed {
    pub(crate) cell: Box<Cell>,
    pub(crate) global_name: Option<String>,
}

impl Seed {
    fn new(mut cell: Box<Cell>, wishes: Wishes) -> Self {
        cell.require(wishes.requirements);
        Seed { cell, global_name: wishes.global_name }
    }
}

/// What is said of an actor that is to be created, whatever its type.
#[derive(Default)]
struct Wishes {
    requirements: Requirements,
    global_name: Option<String>,
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seed({})", self.cell.name())
    }
}

/// Says how an actor is to be created, by its type: `build_actor::<A>()`.
///
/// ```
/// use std::time::Duration;
/// use thespian::prelude::*;
///
/// #[actor]
/// struct Counter {
///     count: i64,
/// }
///
/// #[receive]
/// impl Counter {
///     #[init]
///     fn new(start: i64) -> Self {
///         Counter { count: start }
///     }
///
///     fn add(&mut self, by: &i64) -> i64 {
///         self.count += by;
///         self.count
///     }
/// }
///
/// # fn main() -> thespian::Result<()> {
/// let system = ActorSystem::new()?;
/// let counter = system.build_actor::<Counter>().args(40).create()?;
/// assert_eq!(system.ask(&counter, 2_i64, Duration::from_secs(1))?, 42);
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder creates nothing before `.create()`"]
pub struct ActorBuilder<C, A, Args = ()> {
    creator: C,
    args: Args,
    wishes: Wishes,
    actor: PhantomData<fn() -> A>,
}

impl<C: Creator, A: Actor> ActorBuilder<C, A> {
    pub(crate) fn new(creator: C) -> Self {
        ActorBuilder { creator, args: (), wishes: Wishes::default(), actor: PhantomData }
    }

    /// What the actor's `#[init]` function takes, now and after each failure; several parameters are a tuple.
    pub fn args<Args>(self, args: Args) -> ActorBuilder<C, A, Args>
    where
        A::Init: Init<A, Args = Args>,
    {
        let ActorBuilder { creator, wishes, .. } = self;
        ActorBuilder { creator, args, wishes, actor: PhantomData }
    }
}

impl<C, A, Args> ActorBuilder<C, A, Args> {
    /// What the actor's host has to have. An actor with a `#[capability_check]` judges it itself; for another, the
    /// host has to have that capability with that value.
    #[doc(alias = "targetActorRequirements")]
    pub fn require(mut self, name: impl Into<String>, value: impl Into<CapabilityValue>) -> Self {
        self.wishes.requirements.add(name.into(), value.into());
        self
    }

    /// The name that one actor of the system has at a time: if one has it, that is had instead of another. It belongs to
    /// the system, not to who creates it, and ends when somebody ends it.
    ///
    /// An actor that asks for it gets an address of its own, which leads there for as long as both live.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use thespian::prelude::*;
    /// # #[actor] #[derive(Default)] struct Counter { count: i64 }
    /// # #[receive] impl Counter { fn add(&mut self, by: &i64) -> i64 { self.count += by; self.count } }
    /// # fn main() -> thespian::Result<()> {
    /// # let system = thespian::testing::system("sequential")?;
    /// let one = system.build_actor::<Counter>().global_name("visitors").create()?;
    /// let other = system.build_actor::<Counter>().global_name("visitors").create()?;
    /// assert_eq!(one, other);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "globalName")]
    pub fn global_name(mut self, name: impl Into<String>) -> Self {
        self.wishes.global_name = Some(name.into());
        self
    }
}

impl<C: Creator, A: Actor, Args> ActorBuilder<C, A, Args> {
    /// Creates the actor.
    ///
    /// # Errors
    /// From outside, if its first instance cannot be made. Inside, that arrives as
    /// [`ChildActorExited`](crate::ChildActorExited).
    pub fn create(self) -> C::Created<Addr<A>>
    where
        A::Init: Init<A, Args: GivenAs<Args, A>>,
    {
        let (creator, seed) = self.into_seed();
        C::typed(creator.create(Ok(seed)))
    }

    pub(crate) fn into_seed(self) -> (C, Seed)
    where
        A::Init: Init<A, Args: GivenAs<Args, A>>,
    {
        let cell = Instance::<A, _>::seed(Origin::given(self.args));
        (self.creator, Seed::new(cell, self.wishes))
    }
}

/// Says how an actor is to be created, by its name: `build_named("…")`.
#[must_use = "a builder creates nothing before `.create()`"]
pub struct NamedBuilder<C> {
    creator: C,
    name: String,
    args: Result<GivenArgs, String>,
    wishes: Wishes,
}

impl<C: Creator> NamedBuilder<C> {
    pub(crate) fn new(creator: C, name: &str) -> Self {
        let (name, args) = (name.to_owned(), GivenArgs::of(&()));
        NamedBuilder { creator, name, args, wishes: Wishes::default() }
    }

    /// What the actor's `#[init]` function takes. The actor reads it from bytes, on every base, so it may be of
    /// another type that looks the same.
    pub fn args<T: Serialize>(mut self, args: T) -> Self {
        self.args = GivenArgs::of(&args);
        self
    }

    /// What the actor's host has to have, see [`ActorBuilder::require`].
    pub fn require(mut self, name: impl Into<String>, value: impl Into<CapabilityValue>) -> Self {
        self.wishes.requirements.add(name.into(), value.into());
        self
    }

    /// The name that one actor of the system has at a time, see [`ActorBuilder::global_name`].
    #[doc(alias = "globalName")]
    pub fn global_name(mut self, name: impl Into<String>) -> Self {
        self.wishes.global_name = Some(name.into());
        self
    }

    /// Creates the actor.
    ///
    /// # Errors
    /// From outside, if there is no actor of that name, if it does not take such arguments, or if its first
    /// instance cannot be made. Inside, that arrives as [`ChildActorExited`](crate::ChildActorExited).
    pub fn create(self) -> C::Created<ActorAddress> {
        let (creator, seed) = self.into_seed();
        creator.create(seed)
    }

    pub(crate) fn into_seed(self) -> (C, Result<Seed, String>) {
        let cell = self.args.and_then(|args| registry::find(&self.name, &args));
        (self.creator, cell.map(|cell| Seed::new(cell, self.wishes)))
    }
}

impl<C, A, Args> fmt::Debug for ActorBuilder<C, A, Args> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ActorBuilder<{}>", std::any::type_name::<A>())
    }
}

impl<C> fmt::Debug for NamedBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NamedBuilder({})", self.name)
    }
}
