//! Messages: what actors send each other, with a name, a codec, and no required owner.

/// What every message with serde and `Debug` does for the three methods of the trait.
macro_rules! by_serde {
    () => {
        fn encode(&self) -> Result<Vec<u8>, CodecError> {
            codec::encode(self)
        }
        fn decode(bytes: &[u8]) -> Result<Self, CodecError> {
            codec::decode(bytes)
        }
        fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            Debug::fmt(self, f)
        }
    };
}

/// Messages of the crate's own: their names are their types'.
macro_rules! messages {
    ($($type:ident: $kind:ident),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl Message for $type {
            type Kind = $kind;
            const TYPE: TypeName = TypeName::new(concat!("thespian.", stringify!($type)));
            by_serde!();
        }
    )*};
}

pub(crate) use by_serde;

mod accepts;
mod actor_status;
mod any;
mod builtin;
pub(crate) mod codec;
pub(crate) mod contents;
pub mod form;
mod internal;
mod key;
pub(crate) mod local;
mod parcel;
mod standing;
mod system;

use std::borrow::Cow;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use accepts::Accepts;
pub use actor_status::{ActorState, ActorStatus, ActorStatusRequest};
pub use any::{AnyMessage, DowncastError};
pub use builtin::Data;
pub use codec::CodecError;
#[cfg(feature = "process")]
pub(crate) use internal::decode as decode_internal;
pub(crate) use internal::{
    Adopted, Announce, Begin, CapabilitiesChanged, CapabilityUpdated, ClaimOutcome, Discard, GoOn, GraceOver,
    HandleDeadLetters, Lives, Lost, NewParent, Released, Run, SystemReport, SystemReportRequest, TimeOver,
    Undelivered, Unmourned, Unwatch, UpdateCapability, WakeUp, Watch,
};
pub use key::{key_of, key_with};
pub use local::Local;
pub(crate) use parcel::Row;
pub(crate) use system::ExitCause;
#[cfg(feature = "process")]
pub(crate) use system::decode as decode_system;
pub use system::{
    Ack, ActorExitRequest, ActorExited, ChildActorExited, DeadEnvelope, DeadLetterReason, ExitReason,
    FailedAttempt, PoisonMessage, SourcePlace, WakeupId, WakeupMessage,
};

use contents::Class;
use form::{Form, TypeName};

/// What can be sent to an actor.
///
/// [`#[message]`](crate::message) on a struct or an enum makes it one, through serde. `()`, `bool`, the
/// numbers, `char`, `String`, `Vec`, `Option`, `Box`, arrays, maps, tuples up to eight, `Duration`, and addresses
/// are messages already.
///
/// By hand, choose a name that no other message has:
///
/// ```
/// use std::fmt;
/// use thespian::{CodecError, Message, form::TypeName};
///
/// struct Celsius(f64);
///
/// impl Message for Celsius {
///     type Kind = thespian::message_kind::User;
///     const TYPE: TypeName = TypeName::new("weather.celsius");
///
///     fn encode(&self) -> Result<Vec<u8>, CodecError> {
///         Ok(self.0.to_be_bytes().into())
///     }
///     fn decode(bytes: &[u8]) -> Result<Self, CodecError> {
///         let bytes = bytes.try_into().map_err(|e| CodecError::decoding::<Self>(e))?;
///         Ok(Celsius(f64::from_be_bytes(bytes)))
///     }
///     fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         write!(f, "{} °C", self.0)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a message",
    label = "this is not a message",
    note = "put `#[message]` on its definition; if that is not yours, send a `#[message]` that holds it, or a `Local`; \
            for a `&str` send a `String` [TH0113]"
)]
pub trait Message: Sized + Send + Sync + 'static {
    /// [`message_kind::User`](crate::message_kind::User) for every message but the runtime's own.
    type Kind: Kind<Self>;

    /// The name by which the message is known in other processes, with those of its parameters.
    const TYPE: TypeName;

    /// What the message is made of.
    const FORM: &'static Form = &Form::Opaque;

    /// A hash of the name, by which a handler is found. Never 0.
    const KEY: u64 = Self::TYPE.key();

    /// Changes when the message's fields do.
    const FINGERPRINT: u64 = Self::FORM.fingerprint();

    /// [`TYPE`](Self::TYPE) as a text.
    fn name() -> Cow<'static, str> {
        Self::TYPE.text()
    }

    /// The message as bytes.
    ///
    /// # Errors
    /// If a part of it has no such form.
    fn encode(&self) -> Result<Vec<u8>, CodecError>;

    /// The message from its bytes.
    ///
    /// # Errors
    /// If they are not those of such a message.
    fn decode(bytes: &[u8]) -> Result<Self, CodecError>;

    /// The message for people, as its `Debug` does it.
    ///
    /// # Errors
    /// As any formatting.
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// The type as a value.
    #[doc(hidden)]
    const ACCEPTS: Accepts = Accepts::new::<Self>();

    /// The name that it has as a part of another message.
    #[doc(hidden)]
    const PART: &'static TypeName = &Self::TYPE;

    /// The message as one of this type, if it is.
    #[doc(hidden)]
    fn peek(message: &AnyMessage) -> Option<&Self> {
        message.downcast_ref()
    }

    /// The message as what a variant of that name holds.
    #[doc(hidden)]
    fn describe_in(&self, variant: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = fmt::from_fn(|f| self.describe(f));
        f.debug_tuple(variant).field(&message).finish()
    }

    #[doc(hidden)]
    fn into_any(self) -> AnyMessage {
        AnyMessage::pack(self)
    }

    /// Whether it can be delivered once more: nothing was moved out of it.
    #[doc(hidden)]
    fn is_whole(&self) -> bool {
        true
    }

    #[doc(hidden)]
    fn from_any(message: AnyMessage) -> Result<Self, DowncastError> {
        message.open()
    }

    /// Whether this is an `Err`, which should not go unseen when nobody asked.
    #[doc(hidden)]
    fn is_failure(&self) -> bool {
        false
    }
}

/// Drops a value of the user's; a panic while that happens ends with it.
pub(crate) fn contain_drop<T>(value: T) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(value))) {
        tracing::error!("a value panicked while it was dropped");
        // What the panic carries may panic too; it is leaked.
        std::mem::forget(panic);
    }
}

/// How a kind of messages is treated: as an answer, and on its way to a handler.
#[doc(hidden)]
pub trait Kind<M> {
    type Answer;
    const CLASS: Class;
    /// Whether returning it from a handler answers who asked.
    const IS_ANSWER: bool = true;
}

/// The kind of every message that is not the runtime's own.
#[derive(Debug)]
pub enum User {}
/// The kind of the messages with which the runtime speaks to actors; every address takes them.
#[doc(hidden)]
#[derive(Debug)]
pub enum System {}
/// The kind of `()`: returning it answers nothing.
#[doc(hidden)]
#[derive(Debug)]
pub enum Silent {}
/// The kind of what one part of the runtime tells another.
#[derive(Debug)]
pub(crate) enum Internal {}

/// The answer of a handler that returns an `M`.
#[doc(hidden)]
#[derive(Debug)]
pub struct Reply<M>(std::marker::PhantomData<M>);
/// The answer of a handler that returns nothing.
#[doc(hidden)]
#[derive(Debug)]
pub enum NoReply {}

impl<M> Kind<M> for User {
    type Answer = Reply<M>;
    const CLASS: Class = Class::User;
}
impl<M> Kind<M> for System {
    type Answer = Reply<M>;
    const CLASS: Class = Class::System;
}
impl<M> Kind<M> for Silent {
    type Answer = NoReply;
    const IS_ANSWER: bool = false;
    const CLASS: Class = Class::User;
}
impl<M> Kind<M> for Internal {
    type Answer = NoReply;
    const CLASS: Class = Class::Internal;
}
