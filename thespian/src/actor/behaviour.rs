//! The user's part of an actor, without its type.

use std::any::TypeId;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};

use super::registry::{self, GivenArgs};
use super::{Actor, Cell, Context, Failure, GivenAs, Host, Init, OnFailure, Turn, contain};
use crate::capability::{Capabilities, Requirement, Requirements};
use crate::message::contents::{Class, Encoded};
use crate::message::{Accepts, AnyMessage, DeadLetterReason, FailedAttempt};

/// An actor's instance and what makes it.
pub(crate) trait Behaviour: Send {
    /// What is fixed for all actors of the type.
    fn profile(&self) -> &Profile;

    /// Makes a new instance in place of the one there is.
    fn renew(&mut self, host: &Host<'_>) -> Result<(), FailedAttempt>;

    /// Lets the user's code handle a message.
    fn receive(&mut self, message: &AnyMessage, ctx: &mut Context) -> Turn;

    /// Begins to handle a message with code that may await something.
    fn receive_async(&mut self, message: Arc<AnyMessage>, ctx: Context);

    /// Goes on with that code.
    fn poll(&mut self, cx: &mut task::Context<'_>) -> Poll<Turn>;

    /// Whether there is an instance.
    fn is_present(&self) -> bool;

    /// Lets it take such a message.
    fn receive_rest(&mut self, message: AnyMessage, ctx: &mut Context) -> Turn;

    /// Drops the instance, and the code that awaits something.
    fn retire(&mut self);

    /// By what name another process knows it, and what it is made of; or why it has to stay in this one.
    fn blueprint(&self) -> Result<(&'static str, GivenArgs), String>;
}

/// What is fixed for all actors of a type, and can be known without an instance.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    /// The name of the type.
    pub(crate) name: &'static str,
    /// How many messages may wait for the actor at most.
    pub(crate) mailbox: Option<usize>,
    /// Whether its handlers run in a thread of its own.
    pub(crate) own_thread: bool,
    /// What becomes of the actor when a handler fails.
    pub(crate) on_failure: OnFailure,
    /// Whether the user's code takes what no handler does.
    pub(crate) takes_rest: bool,
    pub(crate) accepts: &'static [Accepts],
    pub(crate) requires: &'static [Requirement],
    /// The user's own judgement of a host.
    pub(crate) check: Option<fn(&Capabilities, &Requirements) -> bool>,
}

/// The profile of `Self`, as a constant: what is generic stops here.
trait Profiled: Actor {
    const PROFILE: &'static Profile = &Profile {
        name: Self::NAME,
        mailbox: Self::MAILBOX,
        own_thread: Self::OWN_THREAD,
        on_failure: Self::ON_FAILURE,
        takes_rest: Self::TAKES_REST,
        accepts: Self::ACCEPTS,
        requires: Self::REQUIRES,
        check: if Self::CHECKS_HOST { Some(Self::capability_check) } else { None },
    };
}

impl<A: Actor> Profiled for A {}

impl Profile {
    /// Reads a message that the actor handles.
    pub(crate) fn decode(&self, encoded: &Encoded) -> Result<AnyMessage, DeadLetterReason> {
        self.read(&encoded.name, &encoded.bytes)
    }

    /// Reads a message that no handler took, where one takes its name: it is of another type, say that of another
    /// version of the crate which both are from. In another process its name would be all that there is.
    pub(crate) fn reread(&self, message: &AnyMessage) -> Option<Result<AnyMessage, DeadLetterReason>> {
        let message = message.opened();
        if message.class() != Class::User || self.accepting(&message.name()).is_none() {
            return None;
        }
        let bytes = contain(|| message.encode()).ok()?.ok()?;
        Some(self.read(&message.name(), &bytes))
    }

    fn accepting(&self, name: &str) -> Option<&'static Accepts> {
        self.accepts.iter().find(|accepts| accepts.name() == name)
    }

    fn read(&self, name: &str, bytes: &[u8]) -> Result<AnyMessage, DeadLetterReason> {
        let accepts = self.accepting(name).ok_or(DeadLetterReason::NoHandler)?;
        let decoded = contain(|| accepts.decode(bytes));
        let decoded =
            decoded.map_err(|panic| panic.to_string()).and_then(|read| read.map_err(|e| e.to_string()));
        decoded.map_err(|error| {
            tracing::warn!(actor = self.name, message = name, error, "a message could not be decoded");
            DeadLetterReason::Undecodable
        })
    }

    /// Says that the user's value panicked on its end.
    #[cold]
    fn mourn(&self, attempt: &FailedAttempt) {
        tracing::error!(actor = self.name, panic = %attempt, "an actor panicked while it was dropped");
    }
}

/// What makes the instances of an actor.
pub(crate) enum Origin<A: Actor, Args> {
    Args(Args, fn(&Args, &Host<'_>) -> Result<A, Failure>, fn(&Args) -> Result<GivenArgs, String>),
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
        Origin::Args(args, <A::Init as Init<A>>::init, GivenArgs::kept)
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
    fn profile(&self) -> &Profile {
        A::PROFILE
    }

    fn renew(&mut self, host: &Host<'_>) -> Result<(), FailedAttempt> {
        self.retire();
        let made = contain(|| match &mut self.origin {
            Origin::Args(args, init, _) => init(args, host),
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

    fn is_present(&self) -> bool {
        matches!(self.state, State::Present(_))
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

    fn blueprint(&self) -> Result<(&'static str, GivenArgs), String> {
        match &self.origin {
            Origin::Args(args, _, write) => {
                Ok((registry::name_of(TypeId::of::<A>(), A::NAME)?, write(args)?))
            }
            Origin::Factory(_) => Err(format!(
                "`{}` is made by a closure (`create_actor_from`), which cannot leave its process; where each actor has a \
                 process of its own it is created by its type or by name, with `args` for what it is made of",
                A::NAME
            )),
        }
    }

    fn retire(&mut self) {
        // A panic while the user's value is dropped ends with the value.
        let state = std::mem::replace(&mut self.state, State::Absent);
        if let Err(attempt) = contain(|| drop(state)) {
            A::PROFILE.mourn(&attempt);
        }
    }
}
