//! The user's part of an actor, without its type.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};

use super::{Actor, Cell, Context, Failure, GivenAs, Host, Init, OnFailure, Turn, contain, hosting};
use crate::message::contents::Encoded;
use crate::message::{AnyMessage, DeadLetterReason, FailedAttempt};

/// An actor's instance and what makes it.
pub(crate) trait Behaviour: Send {
    /// The name of the actor's type.
    fn name(&self) -> &'static str;

    /// How many messages may wait for the actor at most.
    fn mailbox(&self) -> Option<usize>;

    /// Whether its handlers run in a thread of its own.
    fn own_thread(&self) -> bool;

    /// Why the actor cannot be on such a host, if it cannot.
    fn misfit(&self, host: &Host<'_>) -> Option<String>;

    /// Makes a new instance in place of the one there is.
    fn renew(&mut self, host: &Host<'_>) -> Result<(), FailedAttempt>;

    /// Lets the user's code handle a message.
    fn receive(&mut self, message: &AnyMessage, ctx: &mut Context) -> Turn;

    /// Begins to handle a message with code that may await something.
    fn receive_async(&mut self, message: Arc<AnyMessage>, ctx: Context);

    /// Goes on with that code.
    fn poll(&mut self, cx: &mut task::Context<'_>) -> Poll<Turn>;

    /// Reads a message that the actor handles.
    fn decode(&self, encoded: &Encoded) -> Result<AnyMessage, DeadLetterReason>;

    /// What becomes of the actor when a handler fails.
    fn on_failure(&self) -> OnFailure;

    /// Whether there is an instance.
    fn is_present(&self) -> bool;

    /// Whether the user's code takes what no handler does.
    fn takes_rest(&self) -> bool;

    /// Lets it take such a message.
    fn receive_rest(&mut self, message: AnyMessage, ctx: &mut Context) -> Turn;

    /// Drops the instance, and the code that awaits something.
    fn retire(&mut self);
}

/// What makes the instances of an actor.
pub(crate) enum Origin<A: Actor, Args> {
    Args(Args, fn(&Args, &Host<'_>) -> Result<A, Failure>),
    Factory(Box<dyn FnMut() -> A + Send>),
}

impl<A: Actor> Origin<A, <A::Init as Init<A>>::Args>
where
    A::Init: Init<A>,
{
    /// An actor made of what was given, if that is what it is made of.
    pub(crate) fn given<T>(args: T) -> Self
    where
        <A::Init as Init<A>>::Args: GivenAs<T, A>,
    {
        Origin::args(GivenAs::given(args))
    }

    pub(crate) fn args(args: <A::Init as Init<A>>::Args) -> Self {
        Origin::Args(args, <A::Init as Init<A>>::init)
    }
}

enum State<A> {
    Absent,
    Present(A),
    Awaiting(Pin<Box<dyn Future<Output = (A, Turn)> + Send>>),
}

pub(crate) struct Instance<A: Actor, Args> {
    state: State<A>,
    origin: Origin<A, Args>,
}

impl<A: Actor, Args: Send + 'static> Instance<A, Args> {
    /// An actor that is to be started.
    pub(crate) fn seed(origin: Origin<A, Args>) -> Box<Cell> {
        Cell::unborn(Instance { state: State::Absent, origin })
    }
}

impl<A: Actor, Args: Send + 'static> Behaviour for Instance<A, Args> {
    fn name(&self) -> &'static str {
        A::NAME
    }

    fn mailbox(&self) -> Option<usize> {
        A::MAILBOX
    }

    fn own_thread(&self) -> bool {
        A::OWN_THREAD
    }

    fn misfit(&self, host: &Host<'_>) -> Option<String> {
        hosting::misfit::<A>(host)
    }

    fn renew(&mut self, host: &Host<'_>) -> Result<(), FailedAttempt> {
        self.retire();
        let made = contain(|| match &mut self.origin {
            Origin::Args(args, init) => init(args, host),
            Origin::Factory(make) => Ok(make()),
        })?;
        self.state = State::Present(made.map_err(Failure::into_attempt)?);
        Ok(())
    }

    fn receive(&mut self, message: &AnyMessage, ctx: &mut Context) -> Turn {
        match &mut self.state {
            State::Present(actor) => actor.receive(message, ctx),
            State::Absent | State::Awaiting(_) => Turn::Unhandled,
        }
    }

    fn receive_async(&mut self, message: Arc<AnyMessage>, mut ctx: Context) {
        if !A::ASYNC {
            return;
        }
        self.state = match std::mem::replace(&mut self.state, State::Absent) {
            State::Present(mut actor) => State::Awaiting(Box::pin(async move {
                let turn = actor.receive_async(message.opened(), &mut ctx).await;
                (actor, turn)
            })),
            other => other,
        };
    }

    fn on_failure(&self) -> OnFailure {
        A::ON_FAILURE
    }

    fn is_present(&self) -> bool {
        matches!(self.state, State::Present(_))
    }

    fn takes_rest(&self) -> bool {
        A::TAKES_REST
    }

    fn receive_rest(&mut self, message: AnyMessage, ctx: &mut Context) -> Turn {
        match &mut self.state {
            State::Present(actor) => actor.unhandled(message, ctx),
            State::Absent | State::Awaiting(_) => Turn::Unhandled,
        }
    }

    fn poll(&mut self, cx: &mut task::Context<'_>) -> Poll<Turn> {
        let State::Awaiting(future) = &mut self.state else { return Poll::Ready(Turn::Unhandled) };
        let (actor, turn) = task::ready!(future.as_mut().poll(cx));
        self.state = State::Present(actor);
        Poll::Ready(turn)
    }

    fn decode(&self, encoded: &Encoded) -> Result<AnyMessage, DeadLetterReason> {
        let accepts = A::ACCEPTS.iter().find(|accepts| accepts.name() == *encoded.name);
        let accepts = accepts.ok_or(DeadLetterReason::NoHandler)?;
        let decoded = contain(|| accepts.decode(&encoded.bytes));
        let decoded =
            decoded.map_err(|panic| panic.to_string()).and_then(|read| read.map_err(|e| e.to_string()));
        decoded.map_err(|error| {
            tracing::warn!(
                actor = A::NAME,
                message = &*encoded.name,
                error,
                "a message could not be decoded"
            );
            DeadLetterReason::Undecodable
        })
    }

    fn retire(&mut self) {
        // A panic while the user's value is dropped ends with the value.
        let state = std::mem::replace(&mut self.state, State::Absent);
        if let Err(attempt) = contain(|| drop(state)) {
            tracing::error!(actor = A::NAME, panic = %attempt, "an actor panicked while it was dropped");
        }
    }
}
