//! What a message can be sent to.

use super::{Handles, IntoReply};
use crate::address::{ActorAddress, Addr};
use crate::message::{AnyMessage, Message, NoReply, Reply, Silent, System, User};

/// An address to which an `M` may be sent: an open one, or that of an actor which handles it.
pub trait Target<M> {
    /// What the handler answers: `()` if nothing, [`AnyMessage`] where that is not known.
    type Answer: Message;

    /// The open address.
    fn target(&self) -> ActorAddress;
}

impl<M: Message> Target<M> for ActorAddress {
    type Answer = AnyMessage;

    fn target(&self) -> ActorAddress {
        *self
    }
}

impl<A, M> Target<M> for Addr<A>
where
    M: Message,
    M::Kind: Takes<A, M>,
    <M::Kind as Takes<A, M>>::Reply: Plain,
{
    type Answer = <<M::Kind as Takes<A, M>>::Reply as Plain>::Message;

    fn target(&self) -> ActorAddress {
        self.address()
    }
}

/// A message that was not sent; it is handed back.
#[derive(Debug, thiserror::Error)]
#[error("a message was not sent to {to}: {reason}")]
#[non_exhaustive]
pub struct TrySendError<M> {
    /// The message.
    pub message: M,
    /// Whose mailbox it is.
    pub to: ActorAddress,
    /// Why it was not sent.
    pub reason: TrySendReason,
}

/// Why a message was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrySendReason {
    /// The mailbox is bounded, and has no room.
    #[error("its mailbox is full")]
    MailboxFull,
    /// The system is down.
    #[error("the actor system has been shut down")]
    ShutDown,
}

impl<M> TrySendError<M> {
    pub(crate) fn new(message: M, to: ActorAddress, reason: TrySendReason) -> Self {
        TrySendError { message, to, reason }
    }

    /// The message.
    #[must_use]
    pub fn into_inner(self) -> M {
        self.message
    }
}

/// The message in an answer: `()` if there is none.
#[doc(hidden)]
pub trait Plain {
    type Message: Message;
}

impl<R: Message> Plain for Reply<R> {
    type Message = R;
}

impl Plain for NoReply {
    type Message = ();
}

/// That an actor of type `A` takes an `M` of this kind: what it handles, and the system's messages.
///
/// The way over the message's kind keeps the compiler from guessing `M` where an actor has one handler
/// only, so that the error for another message names that message.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "actor `{A}` has no handler for `{M}`",
    label = "this actor does not handle such a message",
    note = "add a method `fn name(&mut self, message: &{M})` to the `#[receive]` block of `{A}`, or send it to its \
            open address, `addr.address()`, with `ask_any` for an ask [TH0112]"
)]
pub trait Takes<A, M> {
    type Reply;
}

#[diagnostic::do_not_recommend]
impl<A: Handles<M, Reply: IntoReply>, M: Message> Takes<A, M> for User {
    type Reply = <A::Reply as IntoReply>::Answer;
}
#[diagnostic::do_not_recommend]
impl<A: Handles<M, Reply: IntoReply>, M: Message> Takes<A, M> for Silent {
    type Reply = <A::Reply as IntoReply>::Answer;
}
#[diagnostic::do_not_recommend]
impl<A, M> Takes<A, M> for System {
    type Reply = NoReply;
}
