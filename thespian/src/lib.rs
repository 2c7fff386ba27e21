//! Actors that run unchanged on one thread, on a pool of threads, as processes, and on many hosts.
//!
//! ```
#![doc = include_str!("../../examples/hello.rs")]
//! ```
//!
//! An actor is a struct with [`#[actor]`](macro@actor); the methods of its [`#[receive]`](macro@receive)
//! block handle one type of message each, one message at a time. [`ActorSystem`] is the world outside of
//! actors, [`Context`] the world as a handler sees it. How actors run is a word, see [`Base`].
//!
//! | feature | default | brings |
//! |---|---|---|
//! | `macros` | yes | `#[actor]`, `#[receive]`, `#[message]`, `#[thespian::main]` |
//! | `thread-pool` | yes | `threadPoolBase` |
//! | `tokio` | | handlers that use tokio: `ActorSystem::builder().tokio(handle)` |
//! | `process` | | `multiprocTCPBase`, `multiprocQueueBase`, on Linux |
//! | `convention` | | systems of several hosts (not built yet) |
//! | `images` | | code loaded into a running system (not built yet) |
//! | `shell` | | the commands `thespian status` and `thespian shutdown` |
//! | `full` | | all of these |
#![cfg_attr(docsrs, feature(doc_cfg))]

// Generated code says `::thespian`; so does generated code in here.
extern crate self as thespian;

mod actor;
mod address;
mod admin;
mod base;
mod capability;
#[cfg(feature = "process")]
mod carrier;
mod envelope;
mod error;
mod message;
mod node;
pub mod prelude;
pub mod record;
mod status;
mod system;
pub mod testing;
mod trace;
#[cfg(feature = "process")]
mod wire;

#[doc(hidden)]
pub mod __private;

#[doc(inline)]
pub use actor::{
    Actor, ActorBuilder, AnswerOf, Answers, AskChain, AskError, ByDefault, ByInit, Context, Failure,
    Forwarded, Handles, Host, Init, IntoReply, NamedBuilder, OnFailure, OrFail, Takes, Target, TrySendError,
    TrySendReason, Turn, registry,
};
#[doc(inline)]
pub use address::{ActorAddress, Addr, ParseAddressError};
#[doc(inline)]
pub use base::{Base, Carrier, UnavailableBase, UnknownBase};
#[doc(inline)]
pub use capability::{
    Capabilities, CapabilityChange, CapabilityValue, RequiredValue, Requirement, Requirements,
};
#[doc(inline)]
pub use error::{CreateError, Error, Result};
#[doc(inline)]
pub use message::form;
#[doc(inline)]
pub use message::{
    Accepts, Ack, ActorExitRequest, ActorExited, ActorState, ActorStatus, ActorStatusRequest, AnyMessage,
    ChildActorExited, CodecError, Data, DeadEnvelope, DeadLetterReason, DowncastError, ExitReason,
    FailedAttempt, Local, Message, PoisonMessage, SourcePlace, WakeupId, WakeupMessage,
};
#[doc(inline)]
pub use status::{MessageCounts, ProcessStatus, SystemStatus};
#[doc(inline)]
pub use system::{ActorSystem, ActorSystemBuilder};
#[doc(inline)]
pub use trace::SequenceDiagram;

/// How messages are told apart, for those who write [`Message`] by hand.
pub mod message_kind {
    pub use crate::message::{User, key_of, key_with};
}

/// Gives a generic actor a name for one type: each of its instances is another actor.
///
/// Without `as` the name is the type as it is written, in this module. Also a second name for any actor.
///
/// ```
/// use thespian::prelude::*;
/// use thespian::{Data, register_actor};
///
/// #[actor]
/// struct Cache<T: Data> {
///     things: Vec<T>,
/// }
///
/// #[receive]
/// impl<T: Data> Cache<T> {
///     #[init]
///     fn empty() -> Self {
///         Cache { things: Vec::new() }
///     }
///
///     #[message(Put)]
///     fn put(&mut self, thing: T) {
///         self.things.push(thing);
///     }
/// }
///
/// register_actor!(Cache<String> as "cache.string");
///
/// # fn main() -> thespian::Result<()> {
/// let system = ActorSystem::new()?;
/// let cache = system.create_named("cache.string")?;
/// system.tell(&cache, Put { thing: "one".to_owned() })
/// # }
/// ```
#[macro_export]
macro_rules! register_actor {
    ($actor:ty as $name:expr) => {
        $crate::__register!($actor, ::core::option::Option::Some($name));
    };
    ($actor:ty) => {
        $crate::__register!(
            $actor,
            ::core::option::Option::Some(::core::concat!(
                ::core::module_path!(),
                "::",
                ::core::stringify!($actor)
            ))
        );
    };
}

/// Links crates of which nothing is named, so that their actors can be created by name.
///
/// The linker leaves out a crate that is only a dependency; its actors are missing then, without a word.
///
/// ```
/// // In `main.rs`, where `std` stands for the crates of actors:
/// thespian::actor_crates![std];
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! actor_crates {
    ($($crate_name:ident),+ $(,)?) => {
        $(extern crate $crate_name as _;)+
    };
}

#[cfg(feature = "macros")]
pub use thespian_macros::{actor, main, message, receive, require_capability};

/// Makes this process what it is to be: called first in `main`, or by `#[thespian::main]`.
///
/// On the process bases an actor's process begins with the program's own executable, and becomes that actor
/// here. On the others there is nothing to do.
///
/// When the thread that has called this ends, or calls [`std::process::exit`], the program waits until what it has told
/// actors in other processes is heard, for five seconds at most.
pub fn init() {
    #[cfg(feature = "process")]
    base::process::init();
}
