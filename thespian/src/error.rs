//! What can go wrong for code outside of actors.

use std::convert::Infallible;
use std::fmt;

use crate::actor::AskError;
use crate::actor::registry::DuplicateActor;
use crate::address::{ActorAddress, ParseAddressError};
use crate::base::{Base, UnavailableBase, UnknownBase};
use crate::message::{DowncastError, FailedAttempt};

/// A result whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Anything that can go wrong with a system, for `main` and other places that take what comes.
///
/// Its `Debug` is its `Display`, so that `main` shows people the text that is meant for them.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A word names no base.
    #[error(transparent)]
    UnknownBase(#[from] UnknownBase),
    /// A base that this build of the crate has not.
    #[error(transparent)]
    UnavailableBase(#[from] UnavailableBase),
    /// This process runs a system on another base.
    #[error(
        "this process runs a system on `{running}` already; shut it down before one on `{wanted}` starts, or use `.unique()`"
    )]
    OtherBaseRunning {
        /// The base of the system that runs.
        running: Base,
        /// The base that was wanted.
        wanted: Base,
    },
    /// This process runs a system with other capabilities.
    #[error(
        "this process runs a system whose capability `{name}` is {running}, not {wanted}; change it with `update_capability`, or start a system of its own with `.unique()`"
    )]
    OtherCapabilities {
        /// The capability.
        name: String,
        /// Its value in the system that runs.
        running: String,
        /// The value that was wanted.
        wanted: String,
    },
    /// Two actors of this program have the same name.
    #[error(transparent)]
    DuplicateActor(#[from] DuplicateActor),
    /// A failing handler would end the whole program.
    #[error(
        "this program is built with `panic = \"abort\"`, so a handler that panics would end it; remove that line from the profile in Cargo.toml"
    )]
    PanicAbort,
    /// An actor was not created.
    #[error(transparent)]
    Create(#[from] CreateError),
    /// A question was not answered.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// A call that waits was made inside a handler.
    #[error(
        "`{call}` waits, and was called inside a handler, which it would keep from ending; use {instead}"
    )]
    BlockingInHandler {
        /// The call.
        call: &'static str,
        /// What to write.
        instead: &'static str,
    },
    /// A mailbox is bounded, and had no room for as long as there was time to wait.
    #[error("the mailbox of {to} is full; it handles what it has first")]
    MailboxFull {
        /// Whose mailbox it is.
        to: ActorAddress,
    },
    /// A message is not what was expected.
    #[error(transparent)]
    Downcast(#[from] DowncastError),
    /// A text is no address.
    #[error(transparent)]
    Address(#[from] ParseAddressError),
    /// A handler that another thread runs has not ended for a minute, so that the call could not begin.
    #[error(
        "a handler has kept the system busy for a minute; long work belongs on another base or into a thread of its own"
    )]
    Busy,
    /// The system is down.
    #[error("the actor system has been shut down")]
    ShutDown,
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// Why an actor was not created.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CreateError {
    /// Its first instance could not be made.
    #[error("`{actor}` could not be created: {failure}")]
    FailedToStart {
        /// The actor's name.
        actor: String,
        /// What went wrong.
        failure: FailedAttempt,
    },
    /// No host has what the actor needs.
    #[error("no host has what `{actor}` needs: {lacking}")]
    NoCompatibleSystem {
        /// The actor's name.
        actor: String,
        /// What this host lacks.
        lacking: String,
    },
    /// An actor of another type has the global name.
    #[error("the name `{name}` is held by a `{holder}`; end that one first, or choose another name")]
    NameHeldBy {
        /// The global name.
        name: String,
        /// The name of its holder's type.
        holder: String,
    },
    /// No actor of this program has that name, or it does not take such arguments.
    #[error("{0}")]
    Unspecified(String),
    /// It was tried inside a handler.
    #[error("an actor creates others with its context: use `ctx.create_actor` inside a handler")]
    BlockingInHandler,
    /// A handler that another thread runs has not ended for a minute, so that the call could not begin.
    #[error(
        "a handler has kept the system busy for a minute; long work belongs on another base or into a thread of its own"
    )]
    Busy,
    /// The system is down.
    #[error("the actor system has been shut down")]
    ShutDown,
}
