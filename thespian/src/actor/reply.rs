//! What handlers return, and what becomes of it.

use std::marker::PhantomData;

use super::{Context, Failure, Takes};
use crate::message::{AnyMessage, Kind, Message, Reply};

/// How the handling of one message went.
#[derive(Debug)]
#[must_use]
#[non_exhaustive]
pub enum Turn {
    /// A handler took the message.
    Done,
    /// The actor has no handler for it.
    Unhandled,
    /// An asynchronous handler is to take it.
    Async,
    /// The handler failed.
    Failed(Failure),
}

/// What a handler may return: a message, nothing, or a `Result` of these whose error is a [`Failure`].
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "this is no reply",
    note = "return a message (put `#[message]` on its definition), a `Result` of two, nothing, or a `Result<_, Failure>` of these, into \
            which `?` turns every error [TH0118]"
)]
pub trait IntoReply {
    /// What an ask for it is answered with.
    #[doc(hidden)]
    type Answer;

    /// Answers who asked, if somebody did.
    fn into_reply(self, ctx: &mut Context) -> Turn;
}

#[diagnostic::do_not_recommend]
impl<M: Message> IntoReply for M {
    type Answer = <M::Kind as Kind<M>>::Answer;

    fn into_reply(self, ctx: &mut Context) -> Turn {
        ctx.answer(self);
        Turn::Done
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoReply> IntoReply for Result<T, Failure> {
    type Answer = T::Answer;

    fn into_reply(self, ctx: &mut Context) -> Turn {
        match self {
            Ok(reply) => reply.into_reply(ctx),
            Err(failure) => Turn::Failed(failure),
        }
    }
}

/// An answer of type `R` that another actor gives, see [`Context::forward`].
///
/// It may be returned from the handler, which then answers with an `R`, or dropped.
#[derive(Debug)]
pub struct Forwarded<R>(PhantomData<fn() -> R>);

impl<R> Forwarded<R> {
    pub(crate) fn new() -> Self {
        Forwarded(PhantomData)
    }
}

impl Forwarded<AnyMessage> {
    /// Says of what type the answer will be, where the compiler cannot know: the message went to an open address.
    #[must_use]
    pub fn answering<R: Message>(self) -> Forwarded<R> {
        Forwarded(PhantomData)
    }
}

#[diagnostic::do_not_recommend]
impl<R: Message> IntoReply for Forwarded<R> {
    type Answer = <R::Kind as Kind<R>>::Answer;

    fn into_reply(self, _: &mut Context) -> Turn {
        Turn::Done
    }
}

/// The answer of `A`'s handler for `M`, where there is one to wait for.
#[diagnostic::on_unimplemented(
    message = "the handler of `{A}` for `{M}` replies nothing, so ask would wait in vain",
    label = "no answer comes of this",
    note = "return the answer from the handler, or `Ack`; or use `tell`; or `ask_any` if another actor answers \
            [TH0119]"
)]
pub trait Answers<A, M> {
    /// Its type.
    type Message: Message;
}

#[diagnostic::do_not_recommend]
impl<A, M, R: Message> Answers<A, M> for Reply<R> {
    type Message = R;
}

/// The answer of `A`'s handler for `M`.
pub type AnswerOf<A, M> = <<<M as Message>::Kind as Takes<A, M>>::Reply as Answers<A, M>>::Message;
