//! What an actor is, and everything that its author can observe: decided here, without threads, sockets,
//! files, or clocks. A base decides only where a cell lives, which thread calls it, and how bytes travel.

mod affairs;
pub(crate) mod ask;
mod behaviour;
mod blueprint;
mod builder;
mod cell;
mod context;
mod desk;
mod failure;
mod hosting;
mod naming;
mod outbox;
mod pipe;
pub mod registry;
mod reply;
mod room;
pub(crate) mod suspended;
mod tally;
mod target;

use std::error::Error;
use std::fmt::{self, Debug};

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use ask::{AskChain, AskError};
pub(crate) use behaviour::{Behaviour, Instance, Origin, Profile};
pub(crate) use blueprint::Blueprint;
pub use builder::{ActorBuilder, NamedBuilder};
pub(crate) use builder::{Creator, Seed};
pub(crate) use cell::{Cell, Stillbirth, Verdict};
pub use context::Context;
pub(crate) use desk::{Desk, Manner, Setting};
pub use failure::{Failure, OrFail};
pub(crate) use failure::{contain, remember_where_panics_begin};
pub use hosting::Host;
pub(crate) use naming::Claim;
pub(crate) use outbox::{Outbox, Refused, WakeToken};
pub use reply::{AnswerOf, Answers, Forwarded, IntoReply, Turn};
#[cfg(feature = "process")]
pub(crate) use room::Distant;
pub(crate) use room::{Entry, Room};
#[cfg(any(feature = "thread-pool", feature = "process"))]
pub(crate) use tally::Counts;
pub(crate) use tally::Tally;
pub use target::{Takes, Target, TrySendError, TrySendReason};

use crate::address::Addr;
use crate::capability::{Capabilities, Requirement, Requirements};
use crate::message::form::{Parameter, TypeName};
use crate::message::{Accepts, AnyMessage, CodecError, Message, User, by_serde, codec};

/// An actor: state of its own, and a handler for each type of message that it takes, one at a time.
///
/// [`#[actor]`](crate::actor) on the struct and [`#[receive]`](crate::receive) on its methods write this
/// and [`Handles`]. By hand:
///
/// ```
/// use thespian::prelude::*;
/// use thespian::{Accepts, Actor, ByDefault, Handles, IntoReply, Turn};
///
/// #[derive(Default)]
/// struct Doubler;
///
/// impl Actor for Doubler {
///     type Message = AnyMessage;
///     type Init = ByDefault;
///     const NAME: &'static str = "arithmetic.Doubler";
///     const ACCEPTS: &'static [Accepts] = &[Accepts::of::<u64>()];
///
///     fn receive(&mut self, message: &AnyMessage, ctx: &mut Context) -> Turn {
///         match message.downcast_ref::<u64>() {
///             Some(number) => (number * 2).into_reply(ctx),
///             None => Turn::Unhandled,
///         }
///     }
/// }
///
/// impl Handles<u64> for Doubler {
///     type Reply = u64;
/// }
///
/// # fn main() -> thespian::Result<()> {
/// let system = thespian::testing::system("sequential")?;
/// let doubler = system.create_actor::<Doubler>()?;
/// assert_eq!(system.ask(&doubler, 21_u64, std::time::Duration::from_secs(1))?, 42);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an actor",
    label = "this is not an actor",
    note = "put `#[actor]` on the struct, and `#[receive]` on the `impl` block of its handlers [TH0110]"
)]
pub trait Actor: Sized + Send + 'static {
    /// All messages that the actor handles; `#[receive]` makes an enum of them.
    type Message: TryFrom<AnyMessage> + fmt::Debug;

    /// How an instance is made: [`ByDefault`] or [`ByInit`].
    type Init;

    /// The name by which the actor is created elsewhere: its path, unless it was given another.
    const NAME: &'static str;

    /// The types of message that the actor handles.
    const ACCEPTS: &'static [Accepts];

    /// Whether [`receive_async`](Self::receive_async) handles some of them.
    const ASYNC: bool = false;

    /// What becomes of the actor when a handler fails.
    const ON_FAILURE: OnFailure = OnFailure::Restart;

    /// How many messages may wait for it at most; as many as come, if that is not said.
    const MAILBOX: Option<usize> = None;

    /// Whether its handlers run in a thread of its own, where blocking delays nobody else.
    const OWN_THREAD: bool = false;

    /// The capabilities that its host has to have.
    const REQUIRES: &'static [Requirement] = &[];

    /// Whether [`capability_check`](Self::capability_check) has a say.
    const CHECKS_HOST: bool = false;

    /// Whether a host with these capabilities will do, where `require` asked for those: beyond
    /// [`REQUIRES`](Self::REQUIRES).
    #[doc(alias = "actorSystemCapabilityCheck")]
    #[must_use]
    fn capability_check(capabilities: &Capabilities, requirements: &Requirements) -> bool {
        let _ = (capabilities, requirements);
        true
    }

    /// Whether [`unhandled`](Self::unhandled) takes what no handler does.
    const TAKES_REST: bool = false;

    /// Handles a message that no handler takes, one of the system's included.
    fn unhandled(&mut self, message: AnyMessage, ctx: &mut Context) -> Turn {
        let _ = (message, ctx);
        Turn::Unhandled
    }

    /// Handles one message, and says how that went.
    ///
    /// [`Turn::Async`] sends the message on to [`receive_async`](Self::receive_async).
    fn receive(&mut self, message: &AnyMessage, ctx: &mut Context) -> Turn;

    /// Handles one message in a handler that may await something.
    fn receive_async(
        &mut self,
        message: &AnyMessage,
        ctx: &mut Context,
    ) -> impl Future<Output = Turn> + Send {
        let _ = (message, ctx);
        std::future::ready(Turn::Unhandled)
    }
}

/// What `#[actor]` says of a struct, for `#[receive]`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as an actor",
    label = "not declared as an actor",
    note = "put `#[actor]` on the definition of `{Self}` [TH0111]"
)]
pub trait Declared {
    const NAME: &'static str;
    const ON_FAILURE: OnFailure;
    const REQUIRES: &'static [Requirement];
    const MAILBOX: Option<usize>;
    const OWN_THREAD: bool;
}

/// What becomes of an actor when a handler fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum OnFailure {
    /// It gets a new instance, and the message once more.
    #[default]
    Restart,
    /// It keeps its instance, and gets the message once more. (An instance that is lost with an asynchronous
    /// handler that panics is made anew.)
    Resume,
    /// It ends, and the message is returned after one attempt.
    Exit,
}

/// A promise that an actor handles messages of type `M`.
///
/// [`#[receive]`](crate::receive) writes one for each handler.
#[diagnostic::on_unimplemented(
    message = "actor `{Self}` has no handler for `{M}`",
    label = "this actor does not handle such a message",
    note = "add a method `fn name(&mut self, message: &{M})` to the `#[receive]` block of `{Self}`, or send it to \
            its open address, `addr.address()`, with `ask_any` for an ask [TH0112]"
)]
pub trait Handles<M>: Actor {
    /// What the handler returns.
    type Reply;
}

/// A typed address is a message of its own for every type of actor.
#[diagnostic::do_not_recommend]
impl<A: Actor> Message for Addr<A> {
    type Kind = User;
    const TYPE: TypeName = TypeName::generic("Addr", &[Parameter::Type(&TypeName::new(A::NAME))]);

    by_serde!();
}

/// A way to make an instance of `A`.
#[diagnostic::on_unimplemented(
    message = "nothing says how a `{A}` is made",
    note = "derive `Default` for it, give its `#[receive]` block an `#[init]` function, or use `create_actor_from` \
            [TH0115]"
)]
pub trait Init<A> {
    /// What it is made of; several parameters are a tuple. Anything that is `Clone`, `Send`, and serde's `Serialize` and
    /// `DeserializeOwned`.
    type Args: Argument;

    /// Makes one, when the actor is created and after each failure.
    ///
    /// # Errors
    /// If the actor cannot be made.
    fn init(args: &Self::Args, host: &Host<'_>) -> Result<A, Failure>;
}

/// What an instance may be made of: it is kept for a restart, and travels to where the actor is made. What that takes
/// stands at the implementation and not here, where the compiler would say of each trait that it is missing.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an `#[init]` function cannot take `{Self}`",
    label = "this cannot be kept for a restart, nor leave its process",
    note = "put `#[message]` on its definition; if that is not yours, it needs `Clone`, `Send`, and serde [TH0122]"
)]
pub trait Argument: Sized + Send + 'static {
    fn again(&self) -> Self;
    fn read(bytes: &[u8]) -> Result<Self, Box<dyn Error + Send + Sync>>;
    fn write(&self) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>>;
}

#[diagnostic::do_not_recommend]
impl<T: Clone + Send + Serialize + DeserializeOwned + 'static> Argument for T {
    fn again(&self) -> Self {
        self.clone()
    }

    fn read(bytes: &[u8]) -> Result<Self, Box<dyn Error + Send + Sync>> {
        codec::read(bytes)
    }

    fn write(&self) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
        codec::write(self)
    }
}

/// Another copy of what `A` is made of.
#[doc(hidden)]
pub fn again<I: Init<A>, A>(args: &I::Args) -> I::Args {
    args.again()
}

/// An instance is made by `Default`.
#[derive(Debug)]
pub enum ByDefault {}

/// An instance is made by the actor's `#[init]` function.
#[derive(Debug)]
pub enum ByInit {}

#[diagnostic::do_not_recommend]
impl<A: Default> Init<A> for ByDefault {
    type Args = ();

    fn init((): &(), _: &Host<'_>) -> Result<A, Failure> {
        Ok(A::default())
    }
}

/// What `A` is made of, where it is made of a `T`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{A}` is made of `{Self}`, which was not given",
    label = "its `#[init]` function takes `{Self}`",
    note = "write `build_actor::<{A}>().args(…).create()`; several parameters are a tuple [TH0116]"
)]
pub trait GivenAs<T, A>: Sized {
    fn given(args: T) -> Self;
}

impl<T, A> GivenAs<T, A> for T {
    fn given(args: T) -> Self {
        args
    }
}

/// What an `#[init]` function may return: the actor, or a `Result` of it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an `#[init]` function of `{A}` cannot return `{Self}`",
    label = "this is not the actor",
    note = "return `Self`, or `Result<Self, Failure>` [TH0117]"
)]
pub trait IntoInstance<A> {
    fn into_instance(self) -> Result<A, Failure>;
}

#[diagnostic::do_not_recommend]
impl<A: Actor> IntoInstance<A> for A {
    fn into_instance(self) -> Result<A, Failure> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<A: Actor> IntoInstance<A> for Result<A, Failure> {
    fn into_instance(self) -> Result<A, Failure> {
        self
    }
}
